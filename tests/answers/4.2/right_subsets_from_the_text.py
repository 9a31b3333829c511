# from the text: all subsets

import itertools

import torch


def by_length(x, weights):
    n = len(weights)
    sums = [torch.zeros_like(x) for _ in range(n + 1)]
    for k in range(n + 1):
        for S in itertools.combinations(range(n), k):
            h = x
            for i in S:
                h = h @ weights[i].T
            sums[k] = sums[k] + h
    return sums
