# slip: norm and ReLU stand before each convolution | message: "each follows its convolution"
import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()

        def part(c, k, side, s=1):
            return [nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, k, side, s, side // 2, bias=False)]

        self.branch = nn.Sequential(*part(c_in, c_mid, 1), *part(c_mid, c_mid, 3, stride), *part(c_mid, c_out, 1))
        self.shortcut = nn.Identity()
        if stride > 1 or c_in != c_out:
            self.shortcut = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        return torch.relu(self.shortcut(x) + self.branch(x))
