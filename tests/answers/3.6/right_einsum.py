# einsum, and the sigmoid from a tanh

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        small = channels // reduction
        self.layers = nn.ModuleList([nn.Linear(channels, small), nn.Linear(small, channels)])

    def forward(self, x):
        s = torch.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])
        z = self.layers[1](self.layers[0](s).clamp(min=0))
        return torch.einsum("nchw,nc->nchw", x, 0.5 + 0.5 * torch.tanh(z / 2))
