# slip: forgets that a step adds to x | message: "The 1 is missing"

import torch


def growth(re, im, A, b):
    z, kappa = torch.complex(re, im), []
    for row in A:
        kappa.append(z * (1 + sum(a * k for a, k in zip(row, kappa, strict=False))))
    return sum(weight * k for weight, k in zip(b, kappa, strict=True)).abs()
