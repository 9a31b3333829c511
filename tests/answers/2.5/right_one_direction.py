# one direction is enough for the upper bound

import torch


def witnesses(r, L, D):
    high = torch.zeros(D, D, dtype=torch.float64)
    high[0, 0] = r
    return high, -torch.eye(D, dtype=torch.float64).mul(r).clamp(max=1)
