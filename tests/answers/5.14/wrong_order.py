# slip: undoes the first step first | message: "weights in reverse order"

import torch


def rewind(x, v, weights, gamma):
    for W in weights:
        x = x - v
        v = (v - (1 - gamma) * torch.tanh(x @ W.T)) / gamma
    return x, v
