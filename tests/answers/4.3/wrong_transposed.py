# slip: multiplies by W instead of its transpose | message: "`x @ W.T`"


def grouped(x, weights):
    terms, paths = [x], [1]
    for W in weights:
        terms, paths = [sum(terms)] + [term @ W for term in terms], [sum(paths), *paths]
    return terms, paths
