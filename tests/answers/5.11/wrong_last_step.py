# slip: bounds by the last step | message: "asked is what the first one promises"

import math

import torch


def invert(V, W, y, steps):
    x = last = y
    for _ in range(steps):
        last, x = x, y - torch.tanh(x @ W.T) @ V.T
    c = torch.linalg.matrix_norm(V, 2) * torch.linalg.matrix_norm(W, 2)
    moved = (x - last).norm(dim=1)
    return x, c, c / (1 - c) * moved if c < 1 else torch.full_like(moved, math.inf)
