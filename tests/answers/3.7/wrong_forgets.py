# slip: forgets all but x and the newest | message: "forgets all but x and the newest"

import torch
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        widths = [channels] + [channels + growth] * (layers - 1)
        self.layers = nn.ModuleList(
            [nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, growth, 3, padding=1)) for c in widths]
        )

    def forward(self, x):
        y = x
        for layer in self.layers:
            y = torch.cat([x, layer(y)], dim=1)
        return y
