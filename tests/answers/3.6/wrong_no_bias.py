# slip: leaves the biases out | message: "a layer has no bias"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        small = channels // reduction
        self.down, self.up = nn.Linear(channels, small, bias=False), nn.Linear(small, channels, bias=False)

    def forward(self, x):
        gate = torch.sigmoid(self.up(torch.relu(self.down(x.mean(dim=(2, 3))))))
        return x * gate[:, :, None, None]
