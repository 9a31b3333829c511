# slip: ends as the blog prints it | message: "The term F_n ... F_2 x_0 got lost"


def grouped(x, weights):
    n, states = len(weights), [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    terms = []
    for first, start in [*((i + 1, states[i]) for i in range(n - 1, 0, -1)), (0, x)]:
        for W in weights[first:]:
            start = start @ W.T
        terms.append(start)
    return terms, [2**i for i in range(n - 1, 0, -1)] + [1]
