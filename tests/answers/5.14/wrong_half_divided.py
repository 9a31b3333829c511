# slip: v alone is divided by gamma | message: "is divided by gamma, not v alone"
import torch


def rewind(x, v, weights, gamma):
    for W in weights[::-1]:
        x = x - v
        v = v / gamma - (1 - gamma) * torch.tanh(x @ W.T)
    return x, v
