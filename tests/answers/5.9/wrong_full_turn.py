# slip: turns all the way round | message: "all the way round"

import math

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return 2 * math.pi * torch.stack([-a, x], dim=1)
