# one method for each order

from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.W = nn.ModuleList(nn.Linear(width, width) for _ in "12")
        self.N = nn.ModuleList(nn.BatchNorm1d(width) for _ in "12")
        self.run = getattr(self, order)

    def branch(self, x):
        return self.N[1](self.W[1](self.N[0](self.W[0](x)).relu()))

    def post(self, x):
        return (x + self.branch(x)).relu()

    def textbook(self, x):
        return x + self.branch(x).relu()

    def pre(self, x):
        return x + self.W[1](self.N[1](self.W[0](self.N[0](x).relu())).relu())

    def forward(self, x):
        return self.run(x)
