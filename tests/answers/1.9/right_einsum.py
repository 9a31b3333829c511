# a matrix of differences, one tensor of three numbers

import torch


def variation(x, f):
    D = torch.eye(len(x), dtype=x.dtype)[1:] - torch.eye(len(x), dtype=x.dtype)[:-1]
    y_, V, length = torch.einsum("ij,kj->ki", D, torch.stack([x + f, f, x])).abs().sum(1)
    return torch.stack([y_, (length - V).abs(), length + V])
