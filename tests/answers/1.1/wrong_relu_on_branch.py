# slip: applies a ReLU to the branch's output | message: "never take away"

from torch import relu


def residual_block(x, W1, b1, W2, b2):
    return x + relu(relu(x @ W1.T + b1) @ W2.T + b2)
