# in single precision, by the other form of the quadratic formula

import torch


def two_blocks(c_in, c_mid, c_out):
    basic = 9 * c_in * c_out + 9 * c_out * c_out
    half = torch.tensor((c_in + c_out) / 2, dtype=torch.float32)
    root = torch.sqrt(half**2 + 9 * basic)
    return torch.tensor(basic), c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, basic / (half + root)
