# slip: draws one W for all | message: "expected"

import math

import torch


def placements(D, draws, positive):
    x, g = torch.randn(2, draws, D)
    x = x.abs() if positive else x
    W = torch.randn(D, D) * math.sqrt(2 / D)
    z = x @ W.T
    on = g * (x + z > 0)
    back = (g + (g * (z > 0)) @ W, g + (g @ W) * (x > 0), on + on @ W)
    return tuple((b.square().sum(1) / g.square().sum(1)).mean() for b in back)
