# PyTorch's own layers count their weights

import torch
from torch import nn


def price(N, c_in, c_out, k, size):
    pair = [nn.Conv2d(c_in, c_in, k, groups=c_in, padding=k // 2, bias=False), nn.Conv2d(c_in, c_out, 1, bias=False)]
    x, weights, moved = torch.zeros(N, c_in, size, size), 0, 0
    for conv in pair:
        y = conv(x)
        weights += conv.weight.numel()
        moved += 4 * (x.numel() + y.numel() + conv.weight.numel())
        x = y
    work = weights * N * size * size
    return weights, work, 2 * work / moved
