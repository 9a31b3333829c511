# two lists of layers and a loop

from torch import nn

ORDERS = {"post": "lnalna", "textbook": "lnalna", "pre": "nalnal"}


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        makers = {"l": lambda: nn.Linear(width, width), "n": lambda: nn.BatchNorm1d(width), "a": nn.ReLU}
        self.order = order
        self.layers = nn.ModuleList([makers[letter]() for letter in ORDERS[order]])

    def forward(self, x):
        f = x
        for layer in self.layers[:-1]:
            f = layer(f)
        return self.layers[-1](x + f) if self.order == "post" else x + self.layers[-1](f)
