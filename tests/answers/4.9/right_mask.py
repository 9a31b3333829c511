# multiplies by a drawn 0 or 1, and by p in evaluation

import torch
from torch import nn


class Stochastic(nn.Module):
    def __init__(self, width, survival):
        super().__init__()
        self.residual = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.register_buffer("p", torch.tensor(float(survival)))

    def forward(self, x):
        gate = torch.bernoulli(self.p) if self.training else self.p
        return x + gate.to(x.dtype) * self.residual(x)
