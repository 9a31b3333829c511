# slip: leaves the last bias as it was | message: "bias is left"

from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.residual = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
        nn.init.zeros_(self.residual[2].weight)

    def forward(self, x):
        return x + self.residual(x)
