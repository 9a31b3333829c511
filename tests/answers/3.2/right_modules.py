# builds the convolutions and counts; the break-even as a root of numpy's

import numpy
import torch


def conv(a, b, k):
    return torch.nn.Conv2d(a, b, k, bias=False, device="meta").weight.numel()


def two_blocks(c_in, c_mid, c_out):
    basic = conv(c_in, c_out, 3) + conv(c_out, c_out, 3)
    bottleneck = conv(c_in, c_mid, 1) + conv(c_mid, c_mid, 3) + conv(c_mid, c_out, 1)
    return basic, bottleneck, max(numpy.roots([9, c_in + c_out, -basic]).real)
