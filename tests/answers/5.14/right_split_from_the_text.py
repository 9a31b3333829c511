# from the text: the division term by term

import torch


def rewind(x, v, weights, gamma):
    for W in reversed(weights):
        x = x - v
        v = v / gamma - (1 - gamma) / gamma * torch.tanh(x @ W.T)
    return [x, v]
