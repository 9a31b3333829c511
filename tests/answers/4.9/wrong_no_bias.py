# slip: a layer without a bias | message: "has no bias"

import random

from torch import nn


class Dropped(nn.Module):
    def __init__(self, branch, survival):
        super().__init__()
        self.branch, self.survival = branch, survival

    def forward(self, x):
        scale = (random.random() < self.survival) if self.training else self.survival
        return x if scale == 0 else x + scale * self.branch(x)


def Stochastic(width, survival):
    return Dropped(nn.Sequential(nn.Linear(width, width, bias=False), nn.ReLU()), survival)
