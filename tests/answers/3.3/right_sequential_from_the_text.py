# from the text: two sequentials

import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()

        def conv(a, b, k, s=1):
            return [nn.Conv2d(a, b, k, s, k // 2, bias=False), nn.BatchNorm2d(b)]

        self.branch = nn.Sequential(
            *conv(c_in, c_mid, 1), nn.ReLU(), *conv(c_mid, c_mid, 3, stride), nn.ReLU(), *conv(c_mid, c_out, 1)
        )
        same = c_in == c_out and stride == 1
        self.h = nn.Identity() if same else nn.Sequential(*conv(c_in, c_out, 1, stride))

    def forward(self, x):
        return torch.relu(self.h(x) + self.branch(x))
