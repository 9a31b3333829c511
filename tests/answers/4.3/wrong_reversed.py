# slip: begins with x_0 | message: "They come in reverse order"


def grouped(x, weights):
    terms, paths = [x], [1]
    for W in weights:
        terms, paths = [sum(terms)] + [term @ W.T for term in terms], [sum(paths), *paths]
    return terms[::-1], paths[::-1]
