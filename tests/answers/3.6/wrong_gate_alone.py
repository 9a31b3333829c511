# slip: returns the gate, spread over the pixels | message: "Those are the gates; multiply x by them"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.first, self.last = nn.Linear(channels, channels // reduction), nn.Linear(channels // reduction, channels)

    def forward(self, x):
        gate = torch.sigmoid(self.last(torch.relu(self.first(x.mean((2, 3))))))
        return gate[:, :, None, None].expand_as(x)
