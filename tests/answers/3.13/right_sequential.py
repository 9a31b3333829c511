# one Sequential, an Identity or nothing beside it

from torch import nn


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, stride, t):
        super().__init__()
        self.residual = nn.Sequential(
            nn.Conv2d(c_in, t * c_in, 1, bias=False),
            nn.BatchNorm2d(t * c_in),
            nn.ReLU(inplace=True),
            nn.Conv2d(t * c_in, t * c_in, 3, stride, 1, groups=t * c_in, bias=False),
            nn.BatchNorm2d(t * c_in),
            nn.ReLU(inplace=True),
            nn.Conv2d(t * c_in, c_out, 1, bias=False),
            nn.BatchNorm2d(c_out),
        )
        self.fits = (c_in, 1) == (c_out, stride)

    def forward(self, x):
        return self.residual(x) + x if self.fits else self.residual(x)
