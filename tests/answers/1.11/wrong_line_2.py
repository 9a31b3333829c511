# slip: blames the second line | message: "Line 2 is the definition for i = 2"


def mended(x, weights):
    states = [x]
    for W in weights:
        states.append(states[-1] + W @ states[-1])
    n, terms = len(weights), [states[-2]]
    for k in range(1, n + 1):
        term = states[max(n - k - 1, 0)]
        for W in weights[n - k :]:
            term = W @ term
        terms.append(term)
    return 2, terms
