# slip: A for B | message: "exchanged"

import torch


def undo(y1, y2, weights):
    for A, B in reversed(weights):
        y2 = y2 - torch.tanh(y1 @ A.T)
        y1 = y1 - torch.tanh(y2 @ B.T)
    return y1, y2
