# from the text, with biases that the norms undo

from torch import nn


class Inverted(nn.Module):
    def __init__(self, c_in, c_out, stride, t):
        super().__init__()
        m = t * c_in
        self.up = nn.Sequential(nn.Conv2d(c_in, m, 1, bias=False), nn.BatchNorm2d(m), nn.ReLU())
        self.each = nn.Sequential(nn.Conv2d(m, m, 3, stride=stride, padding=1, groups=m), nn.BatchNorm2d(m), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(m, c_out, 1, bias=False), nn.BatchNorm2d(c_out))
        self.skip = stride == 1 and c_in == c_out

    def forward(self, x):
        y = self.down(self.each(self.up(x)))
        return y + x if self.skip else y
