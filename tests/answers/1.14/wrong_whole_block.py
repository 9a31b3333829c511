# slip: multiplies g with the whole block | message: "the shortcut does not depend on a"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (x + a * r @ W.T)).sum(), a * g.T @ r
