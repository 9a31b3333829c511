# slip: takes one power of c more | message: "That is one power of c too many"

import math

import torch


def invert(V, W, y, steps):
    c = float(torch.linalg.matrix_norm(V, 2) * torch.linalg.matrix_norm(W, 2))
    guesses = [y]
    while len(guesses) <= steps:
        guesses.append(y - torch.tanh(guesses[-1] @ W.T) @ V.T)
    first = (guesses[1] - y).norm(dim=1)
    return guesses[-1], c, first * (c ** (steps + 1) / (1 - c)) if c < 1 else torch.full_like(first, math.inf)
