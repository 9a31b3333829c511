# slip: returns the halves exchanged | message: "halves are exchanged"

import torch


def undo(y1, y2, weights):
    for A, B in reversed(weights):
        y2 = y2 - torch.tanh(y1 @ B.T)
        y1 = y1 - torch.tanh(y2 @ A.T)
    return y2, y1
