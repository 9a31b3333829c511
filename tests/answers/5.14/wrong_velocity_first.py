# slip: undoes the velocity first | message: "so x comes first"

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        v = (v - (1 - gamma) * torch.tanh(x @ W.T)) / gamma
        x = x - v
    return x, v
