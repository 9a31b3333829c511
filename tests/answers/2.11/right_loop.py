# sample by sample, in Python numbers

import torch


def utilisation(x, W, a, g):
    share, net, gate = [], [], 0.0
    for v, u in zip(x, g, strict=True):
        s, f = a * u, (u * (1 - torch.tanh(W @ v) ** 2)) @ W
        both = (s.norm() + f.norm()).item()
        share.append(s.norm().item() / both if both else 0.0)
        net.append((s + f).norm().item() / both if both else 0.0)
        gate += (u @ v).item()
    return share, net, gate
