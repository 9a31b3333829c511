# slip: starts every layer at zero | message: "How many have to"

from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.residual = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x):
        return x + self.residual(x)
