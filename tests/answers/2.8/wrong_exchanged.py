# slip: takes post for textbook and textbook for post | message: "That is the textbook"

import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.order = order
        self.first, self.last = (nn.Linear(width, width, bias=False) for _ in range(2))
        self.norm1, self.norm2 = nn.BatchNorm1d(width), nn.BatchNorm1d(width)

    def forward(self, x):
        if self.order == "pre":
            return x + self.last(torch.relu(self.norm2(self.first(torch.relu(self.norm1(x))))))
        branch = self.norm2(self.last(torch.relu(self.norm1(self.first(x)))))
        return x + torch.relu(branch) if self.order == "post" else torch.relu(x + branch)
