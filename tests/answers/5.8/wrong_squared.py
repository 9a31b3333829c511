# slip: returns the squared size | message: "squared size"

import torch


def growth(re, im, A, b):
    z, kappa = torch.complex(re, im), []
    for row in A:
        kappa.append(z * (1 + sum(a * k for a, k in zip(row, kappa, strict=False))))
    R = 1 + sum(weight * k for weight, k in zip(b, kappa, strict=True))
    return R.real**2 + R.imag**2
