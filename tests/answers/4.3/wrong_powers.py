# slip: gives the state x_{n-1} a choice too many | message: "each gave a choice"


def grouped(x, weights):
    terms = [x]
    for W in weights:
        terms = [sum(terms)] + [term @ W.T for term in terms]
    return terms, [2**i for i in reversed(range(len(terms)))]
