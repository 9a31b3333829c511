# from the text: a list of features, convolutions with biases

import torch
import torch.nn.functional as F
from torch import nn


class DenseBlock(nn.Module):
    def __init__(self, channels, layers, growth):
        super().__init__()
        sizes = [channels + growth * l for l in range(layers)]
        self.norms = nn.ModuleList(nn.BatchNorm2d(c) for c in sizes)
        self.convs = nn.ModuleList(nn.Conv2d(c, growth, kernel_size=3, padding="same") for c in sizes)

    def forward(self, x):
        features = [x]
        for norm, conv in zip(self.norms, self.convs, strict=False):
            features.append(conv(F.relu(norm(torch.cat(features, 1)))))
        return torch.cat(features, 1)
