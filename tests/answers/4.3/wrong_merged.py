# slip: adds the two terms with x_0 | message: "The last two terms are two"


def grouped(x, weights):
    terms, paths = [x], [1]
    for W in weights:
        terms, paths = [sum(terms)] + [term @ W.T for term in terms], [sum(paths), *paths]
    return [*terms[:-2], terms[-2] + terms[-1]], [*paths[:-2], 2]
