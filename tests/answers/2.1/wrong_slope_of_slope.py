# slip: takes the slope at tanh(z) | message: "at tanh(z) instead of z"

import torch


def two_terms(x, W1, W2, g):
    z = torch.tanh(x @ W1.T)
    return g, ((g @ W2) * (1 - torch.tanh(z) ** 2)) @ W1
