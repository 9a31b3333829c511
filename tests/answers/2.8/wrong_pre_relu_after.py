# slip: puts a ReLU after the addition of the pre-activation | message: "with a ReLU after the addition"

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
            return torch.relu(x + self.last(torch.relu(self.norm2(self.first(torch.relu(self.norm1(x)))))))
        branch = self.norm2(self.last(torch.relu(self.norm1(self.first(x)))))
        return torch.relu(x + branch) if self.order == "post" else x + torch.relu(branch)
