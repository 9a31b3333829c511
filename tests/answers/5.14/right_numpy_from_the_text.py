# from the text, in numpy

import numpy
import torch


def rewind(x, v, weights, gamma):
    state, velocity = x.numpy(), v.numpy()
    for W in weights[::-1]:
        state = state - velocity
        velocity = (velocity - (1 - gamma) * numpy.tanh(state @ W.numpy().T)) / gamma
    return torch.from_numpy(state), torch.from_numpy(velocity)
