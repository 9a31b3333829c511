# a block of L layers is a block of one less, and a layer

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        c = channels + (layers - 1) * growth
        self.before = DenseBlock(channels, layers - 1, growth) if layers > 1 else nn.Identity()
        self.norm, self.conv = nn.BatchNorm2d(c), nn.Conv2d(c, growth, 3, 1, 1, bias=False)

    def forward(self, x):
        x = self.before(x)
        return torch.concat([x, self.conv(self.norm(x).clamp_min(0))], 1)
