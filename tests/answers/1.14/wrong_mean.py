# slip: takes the mean | message: "The mean was taken"
import torch


def gradients(x, W, a, g):
    r = torch.relu(x)
    return (g * (r @ W.T)).mean(), a * g.T @ r
