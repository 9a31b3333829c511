# slip: convolves, then normalises | message: "nn.BatchNorm2d"

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        widths = [channels + l * growth for l in range(layers)]
        self.layers = nn.ModuleList([nn.Conv2d(c, growth, 3, padding=1) for c in widths])
        self.norm = nn.BatchNorm2d(growth)

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, torch.relu(self.norm(layer(x)))], dim=1)
        return x
