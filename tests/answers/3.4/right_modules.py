# builds the network without its memory, and counts

import torch
from torch import nn


def block(c_in, m, first):
    parts = [nn.Conv2d(c_in, m, 1, bias=False), nn.BatchNorm2d(m), nn.Conv2d(m, m, 3, bias=False), nn.BatchNorm2d(m)]
    parts += [nn.Conv2d(m, 4 * m, 1, bias=False), nn.BatchNorm2d(4 * m)]
    if first:
        parts += [nn.Conv2d(c_in, 4 * m, 1, bias=False), nn.BatchNorm2d(4 * m)]
    return nn.Sequential(*parts)


def size(module):
    return sum(p.numel() for p in module.parameters())


def resnet_parameters(counts, classes):
    with torch.device("meta"):
        stem = nn.Sequential(nn.Conv2d(3, 64, 7, bias=False), nn.BatchNorm2d(64))
        c, found = 64, []
        for m, n in zip((64, 128, 256, 512), counts, strict=True):
            blocks = [block(c if i == 0 else 4 * m, m, i == 0) for i in range(n)]
            c = 4 * m
            found.append(sum(map(size, blocks)))
        return size(stem), found, size(nn.Linear(2048, classes))
