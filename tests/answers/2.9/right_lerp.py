# torch.lerp mixes

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.gate = nn.Linear(width, width)
        self.branch = nn.Linear(width, width)
        with torch.no_grad():
            self.gate.bias.fill_(bias)

    def forward(self, x):
        return torch.lerp(x, self.branch(x).clamp(min=0), self.gate(x).sigmoid())
