# slip: shrinks one direction only | message: "Some direction passes undamped"

import torch


def witnesses(r, L, D):
    low = torch.zeros(D, D, dtype=torch.float64)
    low[0, 0] = -min(r, 1.0)
    return r * torch.eye(D, dtype=torch.float64), low
