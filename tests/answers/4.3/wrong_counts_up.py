# slip: counts the paths in the reverse order | message: "They come in reverse order"


def grouped(x, weights):
    states = [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    n = len(weights)
    terms = [states[n - 1]]
    for k in range(1, n + 1):
        term = states[max(n - 1 - k, 0)]
        for W in weights[n - k :]:
            term = term @ W.T
        terms.append(term)
    return terms, [1] + [2**k for k in range(n)]
