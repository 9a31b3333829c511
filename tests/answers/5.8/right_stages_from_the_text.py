# from the text: complex stages

import torch


def growth(re, im, A, b):
    z = torch.complex(re, im)
    kappa = []
    for i in range(len(b)):
        inner = torch.ones_like(z)
        for j in range(i):
            inner = inner + A[i, j] * kappa[j]
        kappa.append(z * inner)
    return torch.abs(1 + sum(b[i] * kappa[i] for i in range(len(b))))
