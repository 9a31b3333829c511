# slip: puts the norms of the pre-activation unit behind its layers | message: "y["

import torch
from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.order = order
        self.W1, self.W2 = nn.Linear(width, width), nn.Linear(width, width)
        self.N1, self.N2 = nn.BatchNorm1d(width), nn.BatchNorm1d(width)

    def forward(self, x):
        if self.order == "pre":
            return x + self.N2(self.W2(torch.relu(self.N1(self.W1(torch.relu(x))))))
        out = self.N2(self.W2(torch.relu(self.N1(self.W1(x)))))
        return torch.relu(x + out) if self.order == "post" else x + torch.relu(out)
