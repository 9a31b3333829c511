# slip: pads with ones | message: "result["

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    return torch.cat([x, x.new_ones(len(x), channels - x.shape[1], *x.shape[2:])], 1)
