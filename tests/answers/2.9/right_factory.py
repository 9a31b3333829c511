# a factory, the sigmoid by hand, weights started at zero

import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, branch, gate):
        super().__init__()
        self.branch, self.gate = branch, gate

    def forward(self, x):
        carry = 1 / (1 + torch.exp(self.gate(x)))
        return carry * x + (1 - carry) * torch.relu(self.branch(x))


def Highway(width, bias):
    gate = nn.Linear(width, width)
    nn.init.zeros_(gate.weight)
    nn.init.constant_(gate.bias, bias)
    return Layer(nn.Linear(width, width), gate)
