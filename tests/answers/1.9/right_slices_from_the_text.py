# from the text: slices

import torch


def variation(x, f):
    y = x + f
    tv = torch.abs(y[1:] - y[:-1]).sum()
    V = torch.abs(f[1:] - f[:-1]).sum()
    length = x[-1] - x[0]
    return torch.stack([tv, (length - V).abs(), length + V])
