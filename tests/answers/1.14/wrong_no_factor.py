# slip: forgets a on the way back | message: "The factor a is missing"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (r @ W.T)).sum(), g.T @ r
