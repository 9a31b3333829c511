# slip: reads A by columns | message: "its columns hold zeros there"

import torch


def growth(re, im, A, b):
    z, kappa = torch.complex(re, im), []
    for column in A.T:
        kappa.append(z * (1 + sum(a * k for a, k in zip(column, kappa, strict=False))))
    return (1 + sum(weight * k for weight, k in zip(b, kappa, strict=True))).abs()
