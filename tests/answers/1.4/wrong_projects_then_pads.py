# slip: projects only the new channels and keeps the old ones | message: "The matrix was ignored: the channels are"

import torch


def shortcut(x, channels, stride, weight):
    x = x[:, :, ::stride, ::stride]
    new = channels - x.shape[1]
    if weight is None:
        return torch.cat([x, x.new_zeros(len(x), new, *x.shape[2:])], 1)
    return torch.cat([x, torch.einsum("oc,nchw->nohw", weight[x.shape[1] :], x)], 1)
