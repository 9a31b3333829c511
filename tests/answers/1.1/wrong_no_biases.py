# slip: forgets the biases | message: "biases are missing"

from torch import relu


def residual_block(x, W1, b1, W2, b2):
    return x + relu(x @ W1.T) @ W2.T
