# keeps two states in place of a velocity

import torch


def rewind(x, v, weights, gamma):
    later, now = x, x - v
    for W in reversed(weights):
        earlier = (later - now - (1 - gamma) * torch.tanh(now @ W.T)) / gamma
        later, now = now, now - earlier
    return later, earlier
