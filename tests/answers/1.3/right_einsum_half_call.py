# a factory function and einsum

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, first, last):
        super().__init__()
        self.first, self.last = nn.Parameter(first), nn.Parameter(last)

    def forward(self, x):
        return torch.einsum("nh,hd->nd", torch.einsum("nd,dh->nh", x, self.first).clamp(min=0), self.last) + x


def ZeroInitBlock(width, hidden):
    return Block(torch.rand(width, hidden) - 0.5, torch.zeros(hidden, width))
