# the ratio in single precision, simplified on paper

import torch


def intensity(N, c_in, c_out, k, size, groups):
    weights, pixels = c_out * c_in * k * k // groups, N * size * size
    ratio = torch.tensor(pixels * weights) / torch.tensor(2 * (pixels * (c_in + c_out) + weights))
    return 2 * pixels * weights, 4 * (pixels * (c_in + c_out) + weights), ratio
