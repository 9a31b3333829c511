# slip: f_low falls in one step, faster than x rises | message: "x + f_low"

import torch


def extremes(x, V):
    f_low = torch.zeros_like(x)
    f_low[len(x) // 2 :] = -V
    return f_low, V * x
