# from the text: two linear layers

import torch
import torch.nn.functional as F
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.down = nn.Linear(channels, channels // reduction)
        self.up = nn.Linear(channels // reduction, channels)

    def forward(self, x):
        n, c, _, _ = x.shape
        s = F.adaptive_avg_pool2d(x, 1).view(n, c)
        return x * torch.sigmoid(self.up(F.relu(self.down(s)))).view(n, c, 1, 1)
