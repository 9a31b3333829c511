# from the text: flattened means, expanded gates

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        middle = channels // reduction
        self.excite, self.squeeze = nn.Linear(middle, channels), nn.Linear(channels, middle)

    def forward(self, x):
        n, c, h, w = x.size()
        s = x.reshape(n, c, h * w).sum(-1) / (h * w)
        z = self.excite(self.squeeze(s).clamp(min=0))
        return torch.mul(x, torch.special.expit(z).view(n, c, 1, 1).expand_as(x))
