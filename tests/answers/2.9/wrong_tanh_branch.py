# slip: takes a tanh for the branch | message: "The branch has a tanh; here it is a ReLU"

import torch
from torch import nn


class Highway(nn.Module):
    def __init__(self, width, bias):
        super().__init__()
        self.branch, self.gate = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, bias)

    def forward(self, x):
        T = torch.sigmoid(self.gate(x))
        return T * torch.tanh(self.branch(x)) + (1 - T) * x
