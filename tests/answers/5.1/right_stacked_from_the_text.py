# a tensor that is filled

import torch


def euler(f, x, h, steps):
    states = torch.empty(steps + 1, *x.shape, dtype=x.dtype)
    states[0] = x
    for k in range(1, steps + 1):
        states[k] = torch.add(states[k - 1], f((k - 1) * h, states[k - 1]), alpha=h)
    return states
