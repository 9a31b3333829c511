# from the text: a sequential branch

import torch
from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.F = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
        with torch.no_grad():
            self.F[2].weight.fill_(0)
            self.F[2].bias.fill_(0)

    def forward(self, x):
        out = self.F(x)
        return out + x
