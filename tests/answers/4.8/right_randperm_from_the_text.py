# from the text: randperm, tables of float32

import math

import torch


def gradient_by_length(x, weights, g, draws):
    n = len(weights)
    slopes = []
    for W in weights:
        t = torch.tanh(x @ W.T)
        slopes.append(1 - t * t)
        x = x + t
    norms = torch.zeros(n + 1)
    for k in range(n + 1):
        for _ in range(draws):
            back = g
            for i in sorted(torch.randperm(n)[:k].tolist(), reverse=True):
                back = (back * slopes[i]) @ weights[i]
            norms[k] += back.norm() / draws
    counts = torch.tensor([math.comb(n, k) for k in range(n + 1)], dtype=torch.float64)
    shares = counts * norms
    return norms, shares / shares.sum()
