# from the text: bare parameters

import torch
from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(hidden, width) / width**0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden))
        self.W2 = nn.Parameter(torch.zeros(width, hidden))
        self.b2 = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return x + torch.relu(x @ self.W1.T + self.b1) @ self.W2.T + self.b2
