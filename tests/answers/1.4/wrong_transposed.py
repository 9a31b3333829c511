# slip: transposes the projection | message: "transposed"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("co,nchw->nohw", weight, x)
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    return torch.cat([x, zeros], dim=1)
