# slip: takes the slopes at the state behind the block | message: "gradient["

import torch


def along_path(x, weights, g, path):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.tanh(states[-1] @ W.T))
    for i in sorted(path, reverse=True):
        g = (g * (1 - torch.tanh(states[i + 1] @ weights[i].T) ** 2)) @ weights[i]
    return g
