# slip: takes the branches of all other blocks | message: "blocks that are not in it"

import torch


def along_path(x, weights, g, path):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    for i in reversed(range(len(weights))):
        g = g if i in path else (g * slopes[i]) @ weights[i]
    return g
