# slip: returns the sum as the second term | message: "already the sum"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return g, g + ((g @ W2) * slope) @ W1
