# from the text: with biases, three branches of an if

import torch.nn.functional as F
from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, width), nn.Linear(width, width)
        self.bn1, self.bn2 = nn.BatchNorm1d(width), nn.BatchNorm1d(width)
        self.order = order

    def forward(self, x):
        if self.order == "pre":
            out = self.fc1(F.relu(self.bn1(x)))
            out = self.fc2(F.relu(self.bn2(out)))
            return x + out
        out = F.relu(self.bn1(self.fc1(x)))
        out = self.bn2(self.fc2(out))
        if self.order == "post":
            return F.relu(x + out)
        return x + F.relu(out)
