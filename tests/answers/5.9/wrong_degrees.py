# slip: turns by 180 radians | message: "expected 1"

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return torch.stack([-180 * a, 180 * x], dim=1)
