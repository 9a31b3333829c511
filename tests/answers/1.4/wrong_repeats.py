# slip: repeats channels instead of padding zeros | message: "repeat the old ones"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    return torch.cat([x, x, x], dim=1)[:, :channels]
