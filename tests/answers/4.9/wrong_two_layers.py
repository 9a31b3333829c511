# slip: builds another branch than the task's | message: "nn.Linear layers; expected 1"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.first, self.last, self.survival = nn.Linear(width, width), nn.Linear(width, width), survival

    def forward(self, x):
        F = self.last(torch.relu(self.first(x)))
        if not self.training:
            return x + self.survival * F
        return x + F if torch.rand(()) < self.survival else x
