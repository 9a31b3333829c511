# slip: ignores the stride | message: "not sub-sampled"

import torch


def shortcut(x, channels, stride, weight):
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    return torch.cat([x, zeros], dim=1)
