# by hand
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (r @ W.T)).sum(), a * g.T @ r
