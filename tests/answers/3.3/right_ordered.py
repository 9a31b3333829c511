# a dictionary of layers, identity where nothing changes

from collections import OrderedDict

from torch import nn


def normed(c_in, c_out, k, stride=1):
    layers = {"conv": nn.Conv2d(c_in, c_out, k, stride, k // 2, bias=False), "norm": nn.BatchNorm2d(c_out)}
    return nn.Sequential(OrderedDict(layers))


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()
        self.down, self.middle, self.up = (
            normed(c_in, c_mid, 1),
            normed(c_mid, c_mid, 3, stride),
            normed(c_mid, c_out, 1),
        )
        changes = c_in != c_out or stride > 1
        self.shortcut = normed(c_in, c_out, 1, stride) if changes else nn.Identity()

    def forward(self, x):
        return (self.shortcut(x) + self.up(self.middle(self.down(x).relu()).relu())).relu()
