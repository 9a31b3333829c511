# slip: each layer sees the last one only | message: "That is a chain"

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        widths = [channels] + [growth] * layers
        self.layers = nn.ModuleList(
            [nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, padding=1)) for c in widths[:-1]]
        )

    def forward(self, x):
        made = [x]
        for layer in self.layers:
            made.append(layer(made[-1]))
        return torch.cat(made, dim=1)
