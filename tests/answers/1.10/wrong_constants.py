# slip: constants, which have no variation | message: "no variation at all"

import torch


def extremes(x, V):
    return torch.full_like(x, -V), torch.full_like(x, V)
