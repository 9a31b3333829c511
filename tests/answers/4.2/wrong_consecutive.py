# slip: takes runs of neighbouring blocks only | message: "sums["

import torch


def by_length(x, weights):
    n, out = len(weights), [x]
    for k in range(1, n + 1):
        total = torch.zeros_like(x)
        for first in range(n - k + 1):
            h = x
            for W in weights[first : first + k]:
                h = h @ W.T
            total = total + h
        out.append(total)
    return out
