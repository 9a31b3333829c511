# lists of layers and a loop, in half the lines; strided slices instead of a strided 1x1

from torch import nn, relu


class Bottleneck(nn.Module):
    def __init__(self, c_in, c_mid, c_out, stride):
        super().__init__()
        rows = [(c_in, c_mid, 1, 1), (c_mid, c_mid, 3, stride), (c_mid, c_out, 1, 1), (c_in, c_out, 1, 1)]
        rows = rows if stride > 1 or c_in != c_out else rows[:3]
        self.stride = stride
        self.convs = nn.ModuleList([nn.Conv2d(i, o, k, s, k // 2, bias=False) for i, o, k, s in rows])
        self.norms = nn.ModuleList([nn.BatchNorm2d(row[1]) for row in rows])

    def forward(self, x):
        shortcut = x[:, :, :: self.stride, :: self.stride]
        if len(self.convs) == 4:
            shortcut = self.norms[3](self.convs[3](shortcut))
        for i in range(3):
            x = self.norms[i](self.convs[i](x))
            x = relu(x) if i < 2 else x
        return relu(x + shortcut)
