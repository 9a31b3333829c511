# a block is a unit and a smaller block

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, growth, (3, 3), padding="same", bias=False)
        self.rest = DenseBlock(channels + growth, layers - 1, growth) if layers > 1 else nn.Identity()

    def forward(self, x):
        new = self.conv(nn.functional.relu(self.norm(x)))
        return self.rest(torch.hstack([x, new]))
