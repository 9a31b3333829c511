# one tensor, filled in float64 and numpy's clock

import numpy
import torch


def euler(f, x, h, steps):
    states = torch.zeros(steps + 1, *x.shape, dtype=torch.float64)
    states[0] = x
    for k, t in enumerate(numpy.arange(steps) * h):
        states[k + 1] = states[k] + h * f(float(t), states[k].to(x.dtype))
    return states
