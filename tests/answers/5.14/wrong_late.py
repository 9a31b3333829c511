# slip: asks the branch after the step | message: "compute x - v first"

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        f = torch.tanh(x @ W.T)
        x = x - v
        v = (v - (1 - gamma) * f) / gamma
    return x, v
