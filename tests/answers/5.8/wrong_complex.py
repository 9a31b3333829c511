# slip: returns R itself | message: "complex numbers (complex128)"

import torch


def growth(re, im, A, b):
    z, kappa = torch.complex(re, im), []
    for row in A:
        kappa.append(z * (1 + sum(a * k for a, k in zip(row, kappa, strict=False))))
    return 1 + sum(weight * k for weight, k in zip(b, kappa, strict=True))
