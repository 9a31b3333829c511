# slip: counts g in both terms | message: "already the sum of both"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return g, ((g @ W2) * slope) @ W1 + g
