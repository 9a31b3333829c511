# from the text: parts in an nn.ModuleDict, the order as a string of their names

import torch
from torch import nn

WALKS = {"post": "W1 N1 s W2 N2", "textbook": "W1 N1 s W2 N2 s", "pre": "N1 s W1 N2 s W2"}


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.parts = nn.ModuleDict({f"N{i}": nn.BatchNorm1d(width) for i in (1, 2)})
        self.parts.update({f"W{i}": nn.Linear(width, width) for i in (1, 2)})
        self.parts["s"] = nn.ReLU()
        self.walk, self.after = WALKS[order].split(), order == "post"

    def forward(self, x):
        h = x
        for name in self.walk:
            h = self.parts[name](h)
        return torch.relu(x + h) if self.after else x + h
