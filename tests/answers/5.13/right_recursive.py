# recursion

import torch


def undo(y1, y2, weights):
    if not len(weights):
        return y1, y2
    A, B = weights[-1]
    x2 = y2 - torch.tanh(y1 @ B.T)
    return undo(y1 - torch.tanh(x2 @ A.T), x2, weights[:-1])
