# slip: adds, as a residual block does | message: "That is a stack or a sum"

from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1))
                for _ in range(layers)
            ]
        )

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return x
