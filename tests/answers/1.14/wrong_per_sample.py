# slip: a gradient for each sample | message: "one number for each sample"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (r @ W.T)).sum(1), a * g.T @ r
