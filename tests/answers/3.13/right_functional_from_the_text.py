# from the text: layers in lists, the shortcut chosen by shapes in forward

import torch
from torch import nn


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, stride, t):
        super().__init__()
        wide = c_in * t
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(c_in, wide, kernel_size=1, bias=False),
                nn.Conv2d(wide, wide, kernel_size=3, stride=stride, padding=1, groups=wide, bias=False),
                nn.Conv2d(wide, c_out, kernel_size=1, bias=False),
            ]
        )
        self.norms = nn.ModuleList([nn.BatchNorm2d(c) for c in (wide, wide, c_out)])

    def forward(self, x):
        f = x
        for place, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            f = norm(conv(f))
            if place < 2:
                f = torch.relu(f)
        return x + f if f.shape == x.shape else f
