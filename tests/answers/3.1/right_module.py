# asks torch's own layer for its weights and its output

import torch


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    layer = torch.nn.Conv2d(c_in, c_out, k, stride, padding, groups=groups, bias=bias)
    out = layer(torch.zeros(1, c_in, size, size))
    return sum(p.numel() for p in layer.parameters()), out[0, 0].numel() * layer.weight.numel()
