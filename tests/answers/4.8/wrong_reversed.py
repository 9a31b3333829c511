# slip: counts the shortcuts instead of the branches | message: "from the longest path to the shortest"

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
            back, skipped = g, torch.randperm(n)[:k].tolist()
            for i in reversed(range(n)):
                back = back if i in skipped else (back * slopes[i]) @ weights[i]
            norms[k] += back.norm() / draws
    weighted = norms * torch.tensor([math.comb(n, k) for k in range(n + 1)])
    return norms, weighted / weighted.sum()
