# slip: scales in training as well and drops nothing | message: "The factor belongs to evaluation"

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.layer, self.survival = nn.Linear(width, width), survival

    def forward(self, x):
        return x + self.survival * torch.relu(self.layer(x))
