# slip: rounds to whole numbers | message: "Whole numbers came back"

from torch import relu


def residual_block(x, W1, b1, W2, b2):
    return (x + relu(x @ W1.T + b1) @ W2.T + b2).long()
