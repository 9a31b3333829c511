# slip: takes the arrow for the way to go | message: "both run into 0"

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return torch.stack([-2 * x, 0 * a], dim=1)
