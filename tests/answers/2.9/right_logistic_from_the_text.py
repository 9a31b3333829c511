# from the text: the gate written out as 1 / (1 + exp(-z))

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.gate, self.branch = nn.Linear(width, width), nn.Linear(width, width)
        torch.nn.init.constant_(self.gate.bias, bias)

    def forward(self, x):
        T = 1 / (1 + (-self.gate(x)).exp())
        H = self.branch(x).clamp(min=0)
        return T * H + x - T * x
