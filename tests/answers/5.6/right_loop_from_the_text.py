# from the text: a loop over the eigenvalues

import math

import torch


def verdicts(J, h):
    ode, network, h_max = True, True, math.inf
    for lam in torch.linalg.eigvals(J).tolist():
        if lam.real >= 0:
            ode = False
        if abs(1 + h * lam) >= 1:
            network = False
        if lam != 0:
            h_max = min(h_max, -2 * lam.real / abs(lam) ** 2)
    return ode, network, h_max if ode else 0
