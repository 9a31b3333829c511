# a term less at each step down


def grouped(x, weights):
    *earlier, last = weights
    state = x
    for W in earlier:
        state = state + state @ W.T
    if not earlier:
        return [x, x @ last.T], [1, 1]
    terms, paths = grouped(x, earlier)
    return [state, *(term @ last.T for term in terms)], [2 ** len(earlier), *paths]
