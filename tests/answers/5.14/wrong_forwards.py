# slip: runs forwards | message: "runs the stack forwards"

import torch


def rewind(x, v, weights, gamma):
    for W in weights:
        v = gamma * v + (1 - gamma) * torch.tanh(x @ W.T)
        x = x + v
    return x, v
