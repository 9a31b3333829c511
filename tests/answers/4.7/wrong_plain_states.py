# slip: walks forwards through a plain stack | message: "that of a plain stack"

import torch


def along_path(x, weights, g, path):
    slopes = []
    for W in weights:
        x = torch.tanh(x @ W.T)
        slopes.append(1 - x**2)
    for i in reversed(path):
        g = (g * slopes[i]) @ weights[i]
    return g
