# slip: puts the ReLU before the norm | message: "The norm comes first"

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        widths = [channels + l * growth for l in range(layers)]
        self.layers = nn.ModuleList(
            [nn.Sequential(nn.ReLU(), nn.BatchNorm2d(c), nn.Conv2d(c, growth, 3, padding=1)) for c in widths]
        )

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, layer(x)], dim=1)
        return x
