# a random direction instead of the first

import numpy as np
import torch


def witnesses(r, L, D):
    u = torch.randn(D, dtype=torch.float64)
    u = u / u.norm()
    return torch.outer(u, u) * r, np.diag(np.full(D, -r if r < 1 else -1.0))
