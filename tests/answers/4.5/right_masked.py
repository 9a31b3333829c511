# runs every branch, and keeps its answer or not

import torch


def operate(network, x, dropped, order):
    keep = torch.ones(len(network), dtype=x.dtype)
    keep[dropped] = 0
    for i in order:
        x = x + keep[i] * network[i].residual(x)
    return x
