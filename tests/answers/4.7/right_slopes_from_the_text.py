# from the text: slopes first

import torch


def along_path(x, weights, g, path):
    slopes = []
    for W in weights:
        branch = torch.tanh(x @ W.T)
        slopes.append(1 - branch**2)
        x = x + branch
    for i in path[::-1]:
        g = (g * slopes[i]) @ weights[i]
    return g
