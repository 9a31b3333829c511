# from the text: sample by sample, float32 tables

import torch
from torch import nn


def alignment(network, x, labels, directions):
    def cos(a, b):
        size = a.norm() * b.norm()
        return torch.dot(a, b) / size if size > 0 else 0.0

    L, N = len(network), len(x)
    cosines, control = torch.zeros(L), torch.zeros(L)
    h = x
    for l in range(L):
        leaf = h.detach().requires_grad_()
        (grad,) = torch.autograd.grad(nn.CrossEntropyLoss()(network[l:](leaf), labels), leaf)
        with torch.no_grad():
            f = network[l](h) - h
            for n in range(N):
                cosines[l] += cos(f[n], -grad[n]) / N
                control[l] += cos(directions[l][n], -grad[n]) / N
            h = h + f
    return cosines, control
