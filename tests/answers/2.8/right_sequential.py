# a branch in a Sequential, whatever follows in another

from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        linear, norm = lambda: nn.Linear(width, width, bias=False), lambda: nn.BatchNorm1d(width)
        if order == "pre":
            layers = [norm(), nn.ReLU(), linear(), norm(), nn.ReLU(), linear()]
        else:
            layers = [linear(), norm(), nn.ReLU(), linear(), norm()]
        if order == "textbook":
            layers.append(nn.ReLU())
        self.branch = nn.Sequential(*layers)
        self.after = nn.ReLU() if order == "post" else nn.Identity()

    def forward(self, x):
        return self.after(self.branch(x) + x)
