# slip: returns velocity and state | message: "are exchanged"

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        x = x - v
        v = (v - (1 - gamma) * torch.tanh(x @ W.T)) / gamma
    return v, x
