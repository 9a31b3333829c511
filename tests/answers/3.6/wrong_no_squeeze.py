# slip: forgets to pool, so that every pixel has its gates | message: "squeeze before the layers"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.down, self.up = (
            nn.Conv2d(channels, channels // reduction, 1),
            nn.Conv2d(channels // reduction, channels, 1),
        )

    def forward(self, x):
        return x * torch.sigmoid(self.up(torch.relu(self.down(x))))
