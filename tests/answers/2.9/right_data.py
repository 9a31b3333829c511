# sets the bias through .data, mixes by addcmul

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.gate = (nn.Linear(width, width) for _ in range(2))
        self.gate.bias.data = torch.ones(width) * bias

    def forward(self, x):
        return torch.addcmul(x, self.gate(x).sigmoid(), nn.functional.relu(self.branch(x)) - x)
