# slip: uses the formula beyond its condition | message: "no bound is negative"

import torch


def invert(V, W, y, steps):
    x = y
    for _ in range(steps):
        x = y - torch.tanh(x @ W.T) @ V.T
    c = torch.linalg.matrix_norm(V, 2) * torch.linalg.matrix_norm(W, 2)
    return x, c, c**steps / (1 - c) * (torch.tanh(y @ W.T) @ V.T).norm(dim=1)
