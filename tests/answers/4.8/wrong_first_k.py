# slip: always takes the first k blocks | message: "always takes the first k blocks"

import math

import torch


def gradient_by_length(x, weights, g, draws):
    slopes, n = [], len(weights)
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    norms = []
    for k in range(n + 1):
        back = g
        for i in reversed(range(k)):
            back = (back * slopes[i]) @ weights[i]
        norms.append(back.norm())
    weighted = torch.stack([math.comb(n, k) * norm for k, norm in enumerate(norms)])
    return norms, weighted / weighted.sum()
