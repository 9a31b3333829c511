# slip: draws for each sample | message: "one draw decides for the whole batch"

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
        return x + (torch.rand(len(x), 1) < self.survival) * F
