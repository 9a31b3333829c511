# slip: drops entries of the branch | message: "Were single entries dropped"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        F = torch.relu(self.layer(x))
        if not self.training:
            return x + self.survival * F
        return x + (torch.rand(F.shape) < self.survival) * F
