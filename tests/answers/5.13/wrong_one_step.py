# slip: undoes one step | message: "Only the last step"

import torch


def undo(y1, y2, weights):
    A, B = weights[-1]
    y2 = y2 - torch.tanh(y1 @ B.T)
    return y1 - torch.tanh(y2 @ A.T), y2
