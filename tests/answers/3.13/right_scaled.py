# a factor of 0 or 1 before the shortcut, the last norm started at zero

from torch import nn


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, stride, t):
        super().__init__()
        self.a, self.norm_a = nn.Conv2d(c_in, t * c_in, 1), nn.BatchNorm2d(t * c_in)
        self.b, self.norm_b = nn.Conv2d(t * c_in, t * c_in, 3, stride, 1, groups=t * c_in), nn.BatchNorm2d(t * c_in)
        self.c, self.norm_c = nn.Conv2d(t * c_in, c_out, 1), nn.BatchNorm2d(c_out)
        nn.init.zeros_(self.norm_c.weight)
        self.shortcut = (lambda x: x) if stride == 1 and c_in == c_out else (lambda x: 0)

    def forward(self, x):
        y = self.norm_a(self.a(x)).clamp(min=0)
        y = self.norm_b(self.b(y)).clamp(min=0)
        return self.norm_c(self.c(y)) + self.shortcut(x)
