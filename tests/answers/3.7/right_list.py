# a list of all that has been made so far

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.layers = nn.ModuleList()
        for l in range(layers):
            c = channels + l * growth
            conv = nn.Conv2d(c, growth, 3, padding=1, bias=False)
            self.layers.append(nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), conv))

    def forward(self, x):
        made = [x]
        for layer in self.layers:
            made.append(layer(torch.cat(made, dim=1)))
        return torch.cat(made, dim=1)
