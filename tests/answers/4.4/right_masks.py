# bit masks, float64

import torch


def isolated(x, weights):
    x, weights = x.double(), [W.double() for W in weights]
    n, total, out = len(weights), 0, x
    for mask in range(2**n):
        path = x
        for i, W in enumerate(weights):
            path = torch.nn.functional.linear(path, W).clamp(min=0) if mask >> i & 1 else path
        total = total + path
    for W in weights:
        out = out + torch.nn.functional.linear(out, W).clamp(min=0)
    return total, ((total - out) ** 2).sum().sqrt() / (out**2).sum().sqrt()
