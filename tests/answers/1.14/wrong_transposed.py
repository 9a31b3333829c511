# slip: returns the transpose | message: "That is the transpose"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (r @ W.T)).sum(), a * r.T @ g
