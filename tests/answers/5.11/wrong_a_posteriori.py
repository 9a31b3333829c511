# slip: gives the other bound, from the last step | message: "True and sharper"

import math

import torch


def invert(V, W, y, steps):
    c = torch.linalg.matrix_norm(V, ord=2) * torch.linalg.matrix_norm(W, ord=2)
    x = before = y
    for _k in range(steps):
        before, x = x, y - torch.tanh(x @ W.T) @ V.T
    last = (x - before).norm(dim=1)
    return x, c, c / (1 - c) * last if c < 1 else torch.full_like(last, math.inf)
