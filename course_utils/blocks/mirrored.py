"""A plain layer that starts as a rotation, although it has a ReLU: the looks-linear start."""

import torch
from torch import nn


class MirroredLayer(nn.Module):
    """`A relu(x) + B relu(-x)`, with A orthogonal and B = -A at the start: then it is `A x`, and keeps every length.

    Without a shortcut, and without a norm (Balduzzi et al. 2017, section 5, "looks-linear"). Shape `(N, width)` in and
    out. It has twice the weights of a ReLU layer of this width, and no bias.
    """

    def __init__(self, width: int):
        super().__init__()
        self.rising, self.falling = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        nn.init.orthogonal_(self.rising.weight)
        with torch.no_grad():
            self.falling.weight.copy_(-self.rising.weight)

    def forward(self, x):
        return self.rising(x.relu()) + self.falling((-x).relu())
