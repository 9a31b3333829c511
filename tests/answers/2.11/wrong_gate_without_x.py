# slip: forgets that a stands before x | message: "multiply by it"

import torch


def utilisation(x, W, a, g):
    s, f = a * g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    both = s.norm(dim=1) + f.norm(dim=1)
    safe = both.clamp(min=1e-30)
    return s.norm(dim=1) / safe, (s + f).norm(dim=1) / safe, g.sum()
