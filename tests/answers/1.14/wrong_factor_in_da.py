# slip: leaves a in its own derivative | message: "The factor a stands in it"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return a * (g * (r @ W.T)).sum(), a * g.T @ r
