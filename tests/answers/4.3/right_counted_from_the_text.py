# from the text: paths counted by running counts beside the states


def grouped(x, weights):
    states, counts = [x], [1]
    for W in weights:
        states.append(states[-1] + states[-1].matmul(W.t()))
        counts.append(2 * counts[-1])
    n = len(weights)
    terms, paths = [states[n - 1]], [counts[n - 1]]
    for k in range(1, n + 1):
        term = states[max(n - 1 - k, 0)]
        for W in weights[n - k :]:
            term = term.matmul(W.t())
        terms.append(term)
        paths.append(counts[max(n - 1 - k, 0)])
    return terms, paths
