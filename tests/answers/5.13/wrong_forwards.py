# slip: runs forwards | message: "runs the stack forwards"

import torch


def undo(y1, y2, weights):
    for A, B in weights:
        y1 = y1 + torch.tanh(y2 @ A.T)
        y2 = y2 + torch.tanh(y1 @ B.T)
    return y1, y2
