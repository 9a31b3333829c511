# slip: leaves the norms out | message: "calls 0 different layers of nn.BatchNorm1d"

import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.order, self.first, self.last = order, nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x):
        if self.order == "pre":
            return x + self.last(torch.relu(self.first(torch.relu(x))))
        branch = self.last(torch.relu(self.first(x)))
        return torch.relu(x + branch) if self.order == "post" else x + torch.relu(branch)
