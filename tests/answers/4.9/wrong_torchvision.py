# slip: divides by p in training, as torchvision does | message: "That is torchvision's block"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        F = torch.relu(self.layer(x))
        if not self.training:
            return x + F
        return x + F / self.survival if torch.rand(()) < self.survival else x
