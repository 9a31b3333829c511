# slip: has no branch at all | message: "0 weight matrices"

from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()

    def forward(self, x):
        return x
