# sample by sample, in plain numbers

import math

import torch


def utilisation(x, W, a, g):
    shares, nets, gate = [], [], 0
    for row, gradient in zip(x, g, strict=True):
        f = W.T @ (gradient * (1 - torch.tanh(W @ row) ** 2))
        s = a * gradient
        both = math.hypot(*s.tolist()) + math.hypot(*f.tolist())
        shares.append(math.hypot(*s.tolist()) / both if both else 0)
        nets.append(math.hypot(*(s + f).tolist()) / both if both else 0)
        gate = gate + float(gradient @ row)
    return shares, nets, gate
