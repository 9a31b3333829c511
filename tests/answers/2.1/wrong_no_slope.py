# slip: forgets the slope of the tanh | message: "slope of the tanh is missing"


def two_terms(x, W1, W2, g):
    return g, g @ W2 @ W1
