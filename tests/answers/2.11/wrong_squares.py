# slip: compares squared lengths | message: "lengths are squared"

import torch


def utilisation(x, W, a, g):
    s, f = a * g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    both = s.norm(dim=1) + f.norm(dim=1)
    safe = both.clamp(min=1e-30)
    return (
        s.norm(dim=1) ** 2 / (s.norm(dim=1) ** 2 + f.norm(dim=1) ** 2).clamp(min=1e-30),
        (s + f).norm(dim=1) / safe,
        (g * x).sum(),
    )
