# a loop of a few vectors at a time

import math
from functools import partial

import torch


def through(W, v):
    return torch.matmul(v.unsqueeze(1), W).squeeze(1)


def placements(D, draws, positive):
    sums, done = torch.zeros(3, dtype=torch.float64), 0
    while done < draws:
        n = min(64, draws - done)
        x, g = torch.randn(2, n, D, dtype=torch.float64).unbind(0)
        x = x.abs() if positive else x
        W = torch.randn(n, D, D, dtype=torch.float64) * math.sqrt(2) / math.sqrt(D)
        z = torch.matmul(W, x.unsqueeze(2)).squeeze(2)
        back = partial(through, W)
        masked = torch.where(x + z > 0, g, 0.0)
        for k, h in enumerate((g + back(g * (z > 0)), g + back(g) * (x > 0), masked + back(masked))):
            sums[k] += ((h**2).sum(1) / (g**2).sum(1)).sum()
        done += n
    return tuple((sums / draws).tolist())
