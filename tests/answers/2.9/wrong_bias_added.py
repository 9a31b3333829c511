# slip: adds the bias on the way instead of starting from it | message: "gate.bias"

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.gate, self.b = nn.Linear(width, width), nn.Linear(width, width), bias

    def forward(self, x):
        T = torch.sigmoid(self.gate(x) + self.b)
        return T * torch.relu(self.branch(x)) + (1 - T) * x
