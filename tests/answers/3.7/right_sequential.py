# a list of Sequentials

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.units = nn.ModuleList()
        for c in range(channels, channels + layers * growth, growth):
            self.units.append(nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, padding=1)))

    def forward(self, x):
        for unit in self.units:
            x = torch.cat((x, unit(x)), dim=1)
        return x
