# from the text: bare parameters, columns, an orthogonal first layer

import torch
from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.A = nn.Parameter(torch.empty(width, hidden))
        nn.init.orthogonal_(self.A)
        self.a = nn.Parameter(torch.full((hidden,), 0.1))
        self.B = nn.Parameter(torch.zeros(hidden, width))
        self.b = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return x + torch.clamp(x @ self.A + self.a, min=0) @ self.B + self.b
