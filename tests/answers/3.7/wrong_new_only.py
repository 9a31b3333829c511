# slip: returns what is new, without x | message: "x is missing"

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        widths = [channels + l * growth for l in range(layers)]
        self.layers = nn.ModuleList(
            [nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, padding=1)) for c in widths]
        )

    def forward(self, x):
        made = [x]
        for layer in self.layers:
            made.append(layer(torch.cat(made, dim=1)))
        return torch.cat(made[1:], dim=1)
