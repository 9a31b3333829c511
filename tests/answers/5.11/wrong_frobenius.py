# slip: takes Frobenius norms | message: "Those are Frobenius norms"

import math

import torch


def invert(V, W, y, steps):
    x = y
    for _ in range(steps):
        x = y - torch.tanh(x @ W.T) @ V.T
    c = V.norm() * W.norm()
    first = (torch.tanh(y @ W.T) @ V.T).norm(dim=1)
    return x, c, c**steps / (1 - c) * first if c < 1 else torch.full_like(first, math.inf)
