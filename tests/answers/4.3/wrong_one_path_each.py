# slip: takes every term for one path | message: "a state is a sum of paths itself"


def grouped(x, weights):
    terms = [x]
    for W in weights:
        terms = [sum(terms)] + [term @ W.T for term in terms]
    return terms, [1] * len(terms)
