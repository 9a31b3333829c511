# the factor from the weights: sum of W times what reaches them at a = 1
import torch


def gradients(x, W, a, g):
    reaches = g.T @ torch.relu(x)
    return (W * reaches).sum(), a * reaches
