# slip: does not divide | message: "divide by it"

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        x = x - v
        v = v - (1 - gamma) * torch.tanh(x @ W.T)
    return x, v
