# slip: calls its layers something else | message: "has no attribute 'gate'"

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.transform = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.constant_(self.transform.bias, bias)

    def forward(self, x):
        T = torch.sigmoid(self.transform(x))
        return T * torch.relu(self.branch(x)) + (1 - T) * x
