# slip: drives each side across with a field that jumps | message: "no sign, no if"

import torch


def field(t, state):
    x, a = state.unbind(dim=1)
    return torch.stack([-2 * torch.sign(x), 0 * a], dim=1)
