# from the text: one sample at a time

import torch


def utilisation(x, W, a, g):
    share, net, gate = [], [], 0.0
    for xi, gi in zip(x, g, strict=False):
        slope = 1 - torch.tanh(W @ xi) ** 2
        s, f = a * gi, (gi * slope) @ W
        both = s.norm() + f.norm()
        share.append(s.norm() / both if both > 0 else torch.zeros_like(both))
        net.append((s + f).norm() / both if both > 0 else torch.zeros_like(both))
        gate += torch.dot(gi, xi).item()
    return torch.stack(share), torch.stack(net), gate
