# slip: averages instead of sub-sampling | message: "averaged"

import torch


def shortcut(x, channels, stride, weight):
    x = torch.nn.functional.avg_pool2d(x, stride, ceil_mode=True)
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    return torch.cat([x, zeros], dim=1)
