# slip: takes the reduction for the width | message: "different layers"

import torch
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.down, self.up = nn.Linear(channels, reduction + 7), nn.Linear(reduction + 7, channels)

    def forward(self, x):
        gate = torch.sigmoid(self.up(torch.relu(self.down(x.mean(dim=(2, 3))))))
        return x * gate[:, :, None, None]
