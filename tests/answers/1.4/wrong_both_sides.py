# slip: puts half of the zeros first | message: "zeros stand on both sides"

import torch
import torch.nn.functional as F


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is not None:
        return torch.einsum("oc,nchw->nohw", weight, x)
    extra = channels - x.shape[1]
    return F.pad(x, (0, 0, 0, 0, extra // 2, extra - extra // 2))
