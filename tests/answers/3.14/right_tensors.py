# whole numbers in tensors

import torch


def price(N, c_in, c_out, k, size):
    weights = torch.tensor([k * k * c_in, c_in * c_out])
    pixels = N * size * size
    maps = pixels * torch.tensor([2 * c_in, c_in + c_out])
    work = (weights * pixels).sum()
    return weights.sum(), work, 2 * work.double() / (4 * (maps + weights).sum())
