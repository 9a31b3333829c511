# slip: draws blocks that may come twice | message: "norms[6] is"

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
            for i in sorted(torch.randint(n, (k,)).tolist(), reverse=True):
                back = (back * slopes[i]) @ weights[i]
            norms[k] += back.norm() / draws
    shares = torch.tensor([math.comb(n, k) for k in range(n + 1)]) * norms
    return norms, shares / shares.sum()
