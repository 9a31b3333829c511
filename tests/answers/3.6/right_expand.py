# linear layers, the gate written with exp and expand

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.squeeze = nn.Linear(channels, channels // reduction)
        self.excite = nn.Linear(channels // reduction, channels)

    def forward(self, x):
        means = x.flatten(2).sum(2) / (x.shape[2] * x.shape[3])
        z = self.excite(self.squeeze(means).clamp(min=0))
        return torch.einsum("nchw,nc->nchw", x, 1 / (1 + (-z).exp()))
