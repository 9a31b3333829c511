# slip: a root at zero, whose slope is infinite, makes gradients that are no numbers | message: "nan"

import torch
from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.first, self.last = nn.Linear(width, hidden), nn.Linear(hidden, width)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, x):
        length = self.last.weight.square().sum().sqrt()
        return x + self.last(torch.relu(self.first(x))) + 0 * length
