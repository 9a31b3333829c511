# from the text: the carry gate as the sigmoid of the negative, gate weights that start at 0

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch = nn.Linear(width, width)
        self.gate = nn.Linear(width, width)
        nn.init.zeros_(self.gate.weight)
        with torch.no_grad():
            self.gate.bias.copy_(torch.full((width,), float(bias)))

    def forward(self, x):
        z = self.gate(x)
        return torch.sigmoid(z) * torch.relu(self.branch(x)) + torch.sigmoid(-z) * x
