# slip: forgets the expectation in evaluation | message: "The branch has its full size"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        if self.training and torch.rand(()) >= self.survival:
            return x
        return x + torch.relu(self.layer(x))
