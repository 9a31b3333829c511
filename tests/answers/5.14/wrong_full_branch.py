# slip: forgets 1 - gamma | message: "with the weight 1 - gamma"

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        x = x - v
        v = (v - torch.tanh(x @ W.T)) / gamma
    return x, v
