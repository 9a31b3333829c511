# slip: returns the output of the stack | message: "taken apart by length"


def by_length(x, weights):
    for W in weights:
        x = x + x @ W.T
    return x
