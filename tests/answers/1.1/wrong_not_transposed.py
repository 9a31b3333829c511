# slip: multiplies by W1, not by its transpose | message: "cannot be multiplied"

from torch import relu


def residual_block(x, W1, b1, W2, b2):
    return x + relu(x @ W1 + b1) @ W2 + b2
