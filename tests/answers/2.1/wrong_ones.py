# slip: takes the 1 for a tensor of ones | message: "identity matrix"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return torch.ones_like(x), ((g @ W2) * slope) @ W1
