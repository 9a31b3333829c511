# 1x1 convolutions on a pooled image, as torchvision has them

from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        small = channels // reduction
        down, up = nn.Conv2d(channels, small, 1), nn.Conv2d(small, channels, 1)
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), down, nn.ReLU(), up, nn.Sigmoid())

    def forward(self, x):
        return self.gate(x) * x
