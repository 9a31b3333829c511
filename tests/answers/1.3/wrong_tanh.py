# slip: a tanh where the task has a ReLU | message: "another nonlinearity"

import torch
from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(hidden, width))
        self.W2 = nn.Parameter(torch.zeros(width, hidden))

    def forward(self, x):
        return x + torch.tanh(x @ self.W1.T) @ self.W2.T
