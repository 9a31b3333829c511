# a Bernoulli factor on the branch

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.linear, self.p = nn.Linear(width, width), float(survival)

    def forward(self, x):
        branch = nn.functional.relu(self.linear(x))
        factor = torch.bernoulli(torch.tensor(self.p)) if self.training else self.p
        return x + factor * branch
