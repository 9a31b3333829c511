# slip: the norm comes after the convolution | message: "the norm comes first"
import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels + l * growth, growth, 3, padding=1), nn.BatchNorm2d(growth), nn.ReLU())
            for l in range(layers)
        )

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return x
