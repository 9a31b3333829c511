# slip: adds to x in place | message: "changed its argument `x` in place"

from torch import relu


def residual_block(x, W1, b1, W2, b2):
    x += relu(x @ W1.T + b1) @ W2.T + b2
    return x
