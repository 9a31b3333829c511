# slip: sets both biases | message: "only the gate's should"

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.gate = nn.Linear(width, width), nn.Linear(width, width)
        for layer in (self.branch, self.gate):
            nn.init.constant_(layer.bias, bias)

    def forward(self, x):
        T = torch.sigmoid(self.gate(x))
        return T * torch.relu(self.branch(x)) + (1 - T) * x
