# slip: adds the draws up | message: "sums over the draws"

import math

import torch


def gradient_by_length(x, weights, g, draws):
    slopes, n = [], len(weights)
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    norms = torch.zeros(n + 1)
    for k in range(n + 1):
        for _ in range(draws):
            back = g
            for i in torch.randperm(n)[:k].sort(descending=True).values.tolist():
                back = (back * slopes[i]) @ weights[i]
            norms[k] += back.norm()
    weighted = norms * torch.tensor([math.comb(n, k) for k in range(n + 1)])
    return norms, weighted / weighted.sum()
