# slip: multiplies from the wrong side | message: "from the wrong side"

import torch


def along_path(x, weights, g, path):
    slopes = []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    for i in reversed(path):
        g = (g @ weights[i].T) * slopes[i]
    return g
