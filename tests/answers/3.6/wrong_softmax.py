# slip: lets the channels compete | message: "A softmax makes channels compete"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.down, self.up = nn.Linear(channels, channels // reduction), nn.Linear(channels // reduction, channels)

    def forward(self, x):
        gate = torch.softmax(self.up(torch.relu(self.down(x.mean(dim=(2, 3))))), dim=1)
        return x * gate[:, :, None, None]
