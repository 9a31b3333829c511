# slip: ends at the neighbour, as the pattern goes | message: "The path through every branch, F_n ... F_1 x_0, got lost"


def grouped(x, weights):
    n, states = len(weights), [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    terms = []
    for i in reversed(range(n)):
        term = states[i]
        for W in weights[i + 1 :]:
            term = term @ W.T
        terms.append(term)
    return terms, [2**i for i in reversed(range(n))]
