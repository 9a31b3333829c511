# from the text: three branches of an if, functional ReLUs

from torch import nn
from torch.nn.functional import relu


class Unit(nn.Module):
    def __init__(self, width, order):
        super().__init__()
        self.order = order
        self.lin1 = nn.Linear(width, width)
        self.bn1 = nn.BatchNorm1d(width)
        self.lin2 = nn.Linear(width, width)
        self.bn2 = nn.BatchNorm1d(width)

    def forward(self, x):
        if self.order == "pre":
            out = self.lin1(relu(self.bn1(x)))
            return x + self.lin2(relu(self.bn2(out)))
        out = self.bn2(self.lin2(relu(self.bn1(self.lin1(x)))))
        if self.order == "textbook":
            return x + relu(out)
        return relu(x + out)
