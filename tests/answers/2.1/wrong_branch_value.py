# slip: returns what the branch computes | message: "F(x), the way forward"

import torch


def two_terms(x, W1, W2, g):
    return g, torch.tanh(x @ W1.T) @ W2.T
