# from the text: a sequential for each order

from torch import nn


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        W1, W2 = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        N1, N2 = nn.BatchNorm1d(width), nn.BatchNorm1d(width)
        if order == "pre":
            self.branch = nn.Sequential(N1, nn.ReLU(), W1, N2, nn.ReLU(), W2)
        elif order == "post":
            self.branch = nn.Sequential(W1, N1, nn.ReLU(), W2, N2)
        else:
            self.branch = nn.Sequential(W1, N1, nn.ReLU(), W2, N2, nn.ReLU())
        self.last = nn.ReLU() if order == "post" else nn.Identity()

    def forward(self, x):
        return self.last(x + self.branch(x))
