# slip: takes survival for the probability to be dropped | message: "Survival and dropping are exchanged"

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
        return x if torch.rand(()) < self.survival else x + F
