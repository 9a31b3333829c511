# slip: takes the norm of the product | message: "That is F's slope at 0"

import math

import torch


def invert(V, W, y, steps):
    x = y
    for _ in range(steps):
        x = y - torch.tanh(x @ W.T) @ V.T
    c = torch.linalg.matrix_norm(V @ W, 2)
    first = (torch.tanh(y @ W.T) @ V.T).norm(dim=1)
    return x, c, c**steps / (1 - c) * first if c < 1 else torch.full_like(first, math.inf)
