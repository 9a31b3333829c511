# from the text: torch.func.vjp of each branch

import torch


def along_path(x, weights, g, path):
    pulls = []
    for W in weights:
        y, pull = torch.func.vjp(lambda v, W=W: torch.tanh(v @ W.T), x)
        pulls.append(pull)
        x = x + y
    for i in sorted(path, reverse=True):
        (g,) = pulls[i](g)
    return g
