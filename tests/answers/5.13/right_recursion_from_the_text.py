import torch


def undo(y1, y2, weights):
    if len(weights) == 0:
        return y1, y2
    *first, last = weights
    A, B = last[0], last[1]
    x2 = y2 - torch.nn.functional.linear(y1, B).tanh()
    x1 = y1 - torch.nn.functional.linear(x2, A).tanh()
    return undo(x1, x2, first)
