# slip: projects everywhere | message: "the shortcut is the identity, without weights"

from torch import nn, relu


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()
        c = [nn.Conv2d(c_in, c_mid, 1), nn.Conv2d(c_mid, c_mid, 3, stride, 1), nn.Conv2d(c_mid, c_out, 1)]
        n = [nn.BatchNorm2d(c_mid), nn.BatchNorm2d(c_mid), nn.BatchNorm2d(c_out)]
        self.residual = nn.Sequential(c[0], n[0], nn.ReLU(), c[1], n[1], nn.ReLU(), c[2], n[2])
        self.shortcut = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride), nn.BatchNorm2d(c_out))

    def forward(self, x):
        return relu(self.shortcut(x) + self.residual(x))
