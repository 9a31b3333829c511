# slip: sends x_0 through every run | message: "terms["


def grouped(x, weights):
    n, terms = len(weights), [x]
    for k in range(1, n + 1):
        term = x
        for W in weights[n - k :]:
            term = term @ W.T
        terms.append(term)
    return terms, [2 ** max(n - 1 - k, 0) for k in range(n + 1)]
