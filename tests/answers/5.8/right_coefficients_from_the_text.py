# from the text: the polynomial's coefficients b A^k 1

import torch


def growth(re, im, A, b):
    z = re + 1j * im
    power, R, v = torch.ones_like(z), torch.ones_like(z), torch.ones_like(b)
    for _ in range(len(b)):
        power = power * z
        R = R + power * (b @ v)
        v = A @ v
    return (R.real**2 + R.imag**2).sqrt()
