# slip: applies every product to x_0 | message: "terms["


def mended(x, weights):
    terms = [x]
    for k in range(len(weights)):
        term = x
        for W in weights[k:]:
            term = W @ term
        terms.insert(1, term)
    return 3, terms
