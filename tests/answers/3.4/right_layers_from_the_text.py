# layers on the meta device

import torch
from torch import nn


def resnet_parameters(counts, classes):
    def size(*layers):
        return sum(p.numel() for layer in layers for p in layer.parameters())

    def conv(i, o, k):
        return nn.Conv2d(i, o, k, bias=False), nn.BatchNorm2d(o)

    with torch.device("meta"):
        stages, c = [], 64
        for i, blocks in enumerate(counts):
            m, total = 64 * 2**i, size(*conv(c, 256 * 2**i, 1))
            for _ in range(blocks):
                total += size(*conv(c, m, 1), *conv(m, m, 3), *conv(m, 4 * m, 1))
                c = 4 * m
            stages.append(total)
        return size(*conv(3, 64, 7)), torch.tensor(stages, device="cpu"), size(nn.Linear(c, classes))
