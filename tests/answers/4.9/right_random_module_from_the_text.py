# from the text: Python's random, a sequential branch

from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.branch = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.survival = survival

    def forward(self, x):
        import random

        factor = self.survival if not self.training else float(random.random() < self.survival)
        return x + factor * self.branch(x)
