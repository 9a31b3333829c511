# slip: puts half of the zeros on each side | message: "both sides"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    more = channels - x.shape[1]
    return torch.nn.functional.pad(x, (0, 0, 0, 0, more // 2, more - more // 2))
