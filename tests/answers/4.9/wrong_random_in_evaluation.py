# slip: goes on drawing in evaluation mode | message: "in evaluation mode"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        return x + torch.relu(self.layer(x)) if torch.rand(()) < self.survival else x
