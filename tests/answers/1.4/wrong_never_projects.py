# slip: ignores the matrix | message: "matrix was ignored"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    zeros = x.new_zeros(len(x), max(channels - x.shape[1], 0), *x.shape[2:])
    return torch.cat([x, zeros], dim=1)[:, :channels]
