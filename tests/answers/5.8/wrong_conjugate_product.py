# slip: forgets the root: |R|^2 without it, of the real part first | message: "|R|["

import torch


def growth(re, im, A, b):
    z, kappas = torch.complex(re, im), []
    for i in range(len(b)):
        kappas.append(z + z * sum((A[i, j] * kappas[j] for j in range(i)), 0 * z))
    R = 1 + sum(weight * kappa for weight, kappa in zip(b, kappas, strict=False))
    return R.real.abs() + R.imag.abs()
