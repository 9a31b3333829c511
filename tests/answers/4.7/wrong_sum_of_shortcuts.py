# slip: adds the shortcut to each branch of the path | message: "In a block of the path the shortcut is shut: the"

import torch


def along_path(x, weights, g, path):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    for i in sorted(path, reverse=True):
        g = g + (g * (1 - torch.tanh(states[i] @ weights[i].T) ** 2)) @ weights[i]
    return g
