# slip: puts the zeros before the old channels | message: "zeros come first"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    return torch.cat([zeros, x], dim=1)
