# slip: forgets that later steps add up | message: "The factor 1/(1 - c) is missing"

import math

import torch


def invert(V, W, y, steps):
    x = y
    for _ in range(steps):
        x = y - torch.tanh(x @ W.T) @ V.T
    c = torch.linalg.matrix_norm(V, 2) * torch.linalg.matrix_norm(W, 2)
    first = (torch.tanh(y @ W.T) @ V.T).norm(dim=1)
    return x, c, c**steps * first if c < 1 else torch.full_like(first, math.inf)
