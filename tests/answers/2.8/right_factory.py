# a function that returns one of three classes, layers made last to first

import torch
from torch import nn


class Parts(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm2, self.last = nn.BatchNorm1d(width), nn.Linear(width, width)
        self.norm1, self.first = nn.BatchNorm1d(width), nn.Linear(width, width)

    def branch(self, x):
        return self.norm2(self.last(torch.relu(self.norm1(self.first(x)))))


class Post(Parts):
    def forward(self, x):
        return (x + self.branch(x)).clamp(min=0)


class Textbook(Parts):
    def forward(self, x):
        return x + self.branch(x).clamp(min=0)


class Pre(Parts):
    def forward(self, x):
        return x + self.last(self.norm2(self.first(self.norm1(x).relu())).relu())


def Unit(width, order):
    return {"post": Post, "textbook": Textbook, "pre": Pre}[order](width)
