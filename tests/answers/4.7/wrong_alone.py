# slip: walks forwards along the path alone | message: "walked forwards alone"

import torch


def along_path(x, weights, g, path):
    slopes = {}
    for i in path:
        x = torch.tanh(x @ weights[i].T)
        slopes[i] = 1 - x**2
    for i in reversed(path):
        g = (g * slopes[i]) @ weights[i]
    return g
