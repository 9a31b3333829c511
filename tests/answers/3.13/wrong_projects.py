# slip: projects the shortcut where shapes change | message: "and no projection"

from torch import nn


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, stride, t):
        super().__init__()
        m = t * c_in
        self.branch = nn.Sequential(
            nn.Conv2d(c_in, m, 1), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, m, 3, stride, 1, groups=m), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, c_out, 1), nn.BatchNorm2d(c_out),
        )  # fmt: skip
        self.shortcut = nn.Identity()
        if stride > 1 or c_in != c_out:
            self.shortcut = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride), nn.BatchNorm2d(c_out))

    def forward(self, x):
        return self.shortcut(x) + self.branch(x)
