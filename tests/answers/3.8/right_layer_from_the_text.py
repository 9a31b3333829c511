# from the text: the layer and its tensors, numpy

import numpy as np
import torch
from torch import nn


def intensity(N, c_in, c_out, k, size, groups):
    layer = nn.Conv2d(c_in, c_out, k, padding=k // 2, groups=groups, bias=False, device="meta")
    x = torch.empty(N, c_in, size, size, device="meta")
    y = layer(x)
    flops = 2 * layer.weight.numel() * y.numel() // c_out
    moved = sum(t.numel() * t.element_size() for t in (x, y, layer.weight))
    return np.int64(flops), np.int64(moved), np.float64(flops) / moved
