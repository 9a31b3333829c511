# slip: computes x1 before x2 | message: "x2 comes first"

import torch


def undo(y1, y2, weights):
    for A, B in reversed(weights):
        y1 = y1 - torch.tanh(y2 @ A.T)
        y2 = y2 - torch.tanh(y1 @ B.T)
    return y1, y2
