# slicing, F.pad and einsum

import torch
from torch.nn import functional as F


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    if weight is None:
        return F.pad(x, (0, 0, 0, 0, 0, channels - x.shape[1]))
    return torch.einsum("oc,nchw->nohw", weight, x)
