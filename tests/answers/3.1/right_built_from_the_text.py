# from the text: the layer itself, on the meta device

import torch
from torch import nn


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    conv = nn.Conv2d(c_in, c_out, k, stride=stride, padding=padding, groups=groups, bias=bias, device="meta")
    out = conv(torch.empty(1, c_in, size, size, device="meta"))
    return sum(p.numel() for p in conv.parameters()), conv.weight.numel() * out.shape[-1] * out.shape[-2]
