# slip: multiplies by the Jacobian from the wrong side | message: "the way forward. Back it is"

import torch


def two_terms(x, W1, W2, g):
    slope = 1 - torch.tanh(x @ W1.T) ** 2
    return g, (slope * (g @ W1.T)) @ W2.T
