# slip: applies a branch more to each state | message: "one branch too many before each state"


def grouped(x, weights):
    n, states = len(weights), [x]
    for W in weights:
        states.append(states[-1] + states[-1] @ W.T)
    terms = []
    for i in reversed(range(n + 1)):
        term = states[i]
        for W in weights[i:]:
            term = term @ W.T
        terms.append(term)
    return terms, [2**i for i in reversed(range(n))] + [1]
