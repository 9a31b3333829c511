# slip: forgets a in the shortcut's part | message: "The gate is left out: the shortcut hands on a g"

import torch


def utilisation(x, W, a, g):
    s, f = g, (g * (1 - torch.tanh(x @ W.T) ** 2)) @ W
    total = s.norm(dim=1) + f.norm(dim=1)
    share, net = s.norm(dim=1) / total, (s + f).norm(dim=1) / total
    return torch.nan_to_num(share), torch.nan_to_num(net), (g * x).sum()
