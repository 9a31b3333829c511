# slip: meets the first block first | message: "The gradient meets the last block first"

import torch


def along_path(x, weights, g, path):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    for i in path:
        g = (g * slopes[i]) @ weights[i]
    return g
