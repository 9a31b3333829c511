# from the text: real and imaginary parts apart

import torch


def verdicts(J, h):
    lam = torch.linalg.eigvals(J)
    re, im = lam.real, lam.imag
    ode = (re < 0).all()
    network = ((1 + h * re) ** 2 + (h * im) ** 2 < 1).all()
    h_max = (-2 * re / (re**2 + im**2)).min()
    return ode, network, torch.where(ode, h_max, torch.zeros_like(h_max))
