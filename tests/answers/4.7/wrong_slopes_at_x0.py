# slip: takes every slope at the input | message: "all taken at x_0"

import torch


def along_path(x, weights, g, path):
    for i in reversed(path):
        g = (g * (1 - torch.tanh(x @ weights[i].T) ** 2)) @ weights[i]
    return g
