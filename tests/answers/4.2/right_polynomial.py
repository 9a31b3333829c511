# the stack of x + t W x is a polynomial in t: read its coefficients off at the roots of unity

import math

import torch


def by_length(x, weights):
    n = len(weights)
    t = torch.exp(2j * math.pi * torch.arange(n + 1).double() / (n + 1))
    values = x.to(torch.complex128).expand(n + 1, *x.shape)
    for W in weights:
        values = values + t[:, None, None] * (values @ W.T.to(torch.complex128))
    return torch.fft.fft(values, dim=0).real / (n + 1)
