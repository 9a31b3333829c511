# slip: pushes with a constant against the sign | message: "Both run into 0"

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return torch.stack([-2 * torch.sign(x), 0 * a], dim=1)
