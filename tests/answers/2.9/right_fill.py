# fill_ under no_grad, torch.where for the ReLU

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
        F, T = self.branch(x), 1 / (1 + torch.exp(-self.gate(x)))
        return torch.where(F > 0, F, 0 * F) * T + x - T * x
