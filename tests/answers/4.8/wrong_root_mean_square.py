# slip: takes the root of the mean square | message: "root of the mean square"

import math

import torch


def gradient_by_length(x, weights, g, draws):
    n, slopes = len(weights), []
    for W in weights:
        t = torch.tanh(x @ W.T)
        slopes.append(1 - t * t)
        x = x + t
    norms = torch.zeros(n + 1, dtype=torch.float64)
    for k in range(n + 1):
        for _ in range(draws):
            back = g
            for i in sorted(torch.randperm(n)[:k].tolist(), reverse=True):
                back = (back * slopes[i]) @ weights[i]
            norms[k] += back.norm() ** 2 / draws
    norms = norms.sqrt()
    shares = torch.tensor([math.comb(n, k) for k in range(n + 1)]) * norms
    return norms, shares / shares.sum()
