# slip: turns by a quarter | message: "half a turn is pi"

import math

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return math.pi / 2 * torch.stack([-a, x], dim=1)
