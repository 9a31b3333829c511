# from the text: itertools.combinations, columns

from itertools import combinations

import torch


def by_length(x, weights):
    out = []
    for k in range(len(weights) + 1):
        total = torch.zeros_like(x.T)
        for chosen in combinations(weights, k):
            h = x.T
            for W in chosen:
                h = W @ h
            total += h
        out.append(total.T)
    return torch.stack(out)
