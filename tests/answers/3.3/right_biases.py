# with biases, the last norm started at zero, the shortcut made first and called last

import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()
        self.projected = (c_in, 1) != (c_out, stride)
        if self.projected:
            self.M, self.norm = nn.Conv2d(c_in, c_out, 1, stride=stride), nn.BatchNorm2d(c_out)
        self.up, self.norm3 = nn.Conv2d(c_mid, c_out, 1), nn.BatchNorm2d(c_out)
        self.mid, self.norm2 = nn.Conv2d(c_mid, c_mid, 3, stride=stride, padding=1), nn.BatchNorm2d(c_mid)
        self.down, self.norm1 = nn.Conv2d(c_in, c_mid, 1), nn.BatchNorm2d(c_mid)
        nn.init.zeros_(self.norm3.weight)

    def forward(self, x):
        f = self.norm1(self.down(x)).clamp(min=0)
        f = self.norm2(self.mid(f)).clamp(min=0)
        f = self.norm3(self.up(f))
        return torch.maximum(f + (self.norm(self.M(x)) if self.projected else x), torch.zeros(()).to(x))
