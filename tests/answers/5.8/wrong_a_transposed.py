# slip: takes A from its other side | message: "That is Euler's factor"

import torch


def growth(re, im, A, b):
    z, kappas = torch.complex(re, im), []
    for i in range(len(b)):
        kappas.append(z * (1 + sum((A[j, i] * kappas[j] for j in range(i)), 0 * z)))
    return (1 + sum(weight * kappa for weight, kappa in zip(b, kappas, strict=False))).abs()
