import torch
from torch import nn


class Append(nn.Sequential):
    def forward(self, x):
        return torch.hstack((x, super().forward(x)))


class DenseBlock(nn.Sequential):
    def __init__(self, channels, layers, growth):
        super().__init__(
            *(
                Append(nn.BatchNorm2d(c := channels + i * growth), nn.ReLU(), nn.Conv2d(c, growth, 3, 1, 1))
                for i in range(layers)
            )
        )
