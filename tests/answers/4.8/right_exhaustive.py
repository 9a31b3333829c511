# no luck at all: every path, as a mask

import math

import torch


def gradient_by_length(x, weights, g, draws):
    n, slopes = len(weights), []
    for W in weights:
        f = torch.tanh(x @ W.T)
        slopes.append(1 - f**2)
        x = x + f
    paths = [(0, g)]
    for slope, W in zip(reversed(slopes), reversed(weights), strict=True):
        paths += [(k + 1, (back * slope) @ W) for k, back in paths]
    norms = [sum(p.norm() for k, p in paths if k == length) / math.comb(n, length) for length in range(n + 1)]
    total = sum(math.comb(n, k) * norm for k, norm in enumerate(norms))
    return torch.stack(norms), torch.stack([math.comb(n, k) * norm / total for k, norm in enumerate(norms)])
