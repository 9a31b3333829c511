# f_high climbs in one step

import torch


def extremes(x, V):
    f_high = torch.zeros_like(x)
    f_high[len(x) // 2 :] = V
    return V * (1 - x), f_high
