# slip: drops the shortcut as well | message: "The shortcut was dropped as well"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        y = x + torch.relu(self.layer(x))
        if not self.training:
            return self.survival * y
        return y if torch.rand(()) < self.survival else 0 * y
