# from the text: a module list

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.layers = nn.ModuleList()
        for l in range(layers):
            c = channels + l * growth
            self.layers.append(
                nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, padding=1, bias=False))
            )

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat((x, layer(x)), dim=1)
        return x
