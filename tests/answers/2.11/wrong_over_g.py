# slip: divides by the norm of g | message: "share["

import torch


def utilisation(x, W, a, g):
    s, f = a * g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    length = g.norm(dim=1)
    return (
        torch.nan_to_num(s.norm(dim=1) / length),
        torch.nan_to_num((s + f).norm(dim=1) / length),
        (g * x).sum(),
    )
