# slip: multiplies by tanh instead of its slope | message: "1 - tanh^2"

import torch


def two_terms(x, W1, W2, g):
    return g, ((g @ W2) * torch.tanh(x @ W1.T)) @ W1
