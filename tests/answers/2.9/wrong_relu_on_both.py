# slip: lets the ReLU act on the sum | message: "y["

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.gate = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, bias)

    def forward(self, x):
        T = torch.sigmoid(self.gate(x))
        return torch.relu(T * self.branch(x) + (1 - T) * x)
