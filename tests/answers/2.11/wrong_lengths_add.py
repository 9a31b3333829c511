# slip: says that nothing is ever lost | message: "Lengths of vectors do not add"

import torch


def utilisation(x, W, a, g):
    s, f = a * g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    both = s.norm(dim=1) + f.norm(dim=1)
    safe = both.clamp(min=1e-30)
    return s.norm(dim=1) / safe, torch.ones_like(both), (g * x).sum()
