# slip: no nonlinearity between the layers | message: "the ReLU between the two layers is missing"

from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.residual = nn.Sequential(nn.Linear(width, hidden), nn.Linear(hidden, width))
        nn.init.zeros_(self.residual[1].weight)
        nn.init.zeros_(self.residual[1].bias)

    def forward(self, x):
        return x + self.residual(x)
