# the shortcut chosen in forward

import torch
from torch import nn
from torch.nn import functional


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(c_in, c_mid, 1, bias=False),
                nn.Conv2d(c_mid, c_mid, 3, stride=stride, padding=1, bias=False),
                nn.Conv2d(c_mid, c_out, 1, bias=False),
            ]
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(c) for c in (c_mid, c_mid, c_out))
        self.projection = None
        if (c_in, 1) != (c_out, stride):
            self.projection = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        shortcut = x if self.projection is None else self.projection(x)
        for i in range(3):
            x = self.norms[i](self.convs[i](x))
            x = functional.relu(x) if i < 2 else x
        return torch.clamp(x + shortcut, min=0)
