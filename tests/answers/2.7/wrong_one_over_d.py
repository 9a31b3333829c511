# slip: draws weights of variance 1 / D | message: "1 / D."

import math

import torch


def placements(D, draws, positive):
    x, g = torch.randn(2, draws, D)
    x = x.abs() if positive else x
    W = torch.randn(draws, D, D) * math.sqrt(1 / D)

    def through(g):
        return torch.einsum("ni,nij->nj", g, W)

    z = torch.einsum("nij,nj->ni", W, x)
    on = g * (x + z > 0)
    back = (g + through(g * (z > 0)), g + through(g) * (x > 0), on + through(on))
    return tuple((b.square().sum(1) / g.square().sum(1)).mean() for b in back)
