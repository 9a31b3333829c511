# slip: divides zero by zero | message: "is nan"

import torch


def utilisation(x, W, a, g):
    s, f = a * g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    both = s.norm(dim=1) + f.norm(dim=1)
    safe = both
    return s.norm(dim=1) / safe, (s + f).norm(dim=1) / safe, (g * x).sum()
