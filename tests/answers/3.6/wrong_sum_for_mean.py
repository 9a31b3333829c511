# slip: sums over the pixels | message: "That pools by the sum; expected the mean over H and W"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.first, self.last = nn.Linear(channels, channels // reduction), nn.Linear(channels // reduction, channels)

    def forward(self, x):
        gate = torch.sigmoid(self.last(torch.relu(self.first(x.sum((2, 3))))))
        return x * gate[:, :, None, None]
