# from the text: an empty tensor, filled

import torch


def shortcut(x, channels, stride, weight):
    small = x[..., ::stride, ::stride]
    N, C, H, W = small.shape
    out = torch.zeros(N, channels, H, W, dtype=x.dtype)
    if weight is None:
        out[:, :C] = small
    else:
        for o in range(channels):
            for c in range(C):
                out[:, o] += weight[o, c] * small[:, c]
    return out
