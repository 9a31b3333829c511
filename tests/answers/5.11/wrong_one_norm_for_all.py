# slip: takes one norm over the whole batch | message: "error["

import math

import torch


def invert(V, W, y, steps):
    c = float(torch.linalg.matrix_norm(V, 2) * torch.linalg.matrix_norm(W, 2))
    guesses = [y]
    while len(guesses) <= steps:
        guesses.append(y - torch.tanh(guesses[-1] @ W.T) @ V.T)
    first = (guesses[1] - y).norm().repeat(len(y))
    return guesses[-1], c, first * (c**steps / (1 - c)) if c < 1 else torch.full_like(first, math.inf)
