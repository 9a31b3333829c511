# three lists of layers

import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        a, b = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        m, n = nn.BatchNorm1d(width), nn.BatchNorm1d(width)
        parts = [m, nn.ReLU(), a, n, nn.ReLU(), b] if order == "pre" else [a, m, nn.ReLU(), b, n]
        if order == "textbook":
            parts.append(nn.ReLU())
        self.branch, self.last = nn.Sequential(*parts), nn.ReLU() if order == "post" else nn.Identity()

    def forward(self, x):
        return self.last(torch.add(x, self.branch(x)))
