# a tensor of whole numbers, the binomials from each other

import torch


def count_paths(n, low, high):
    counts = torch.ones(n + 1, dtype=torch.int64)
    for k in range(1, n + 1):
        counts[k] = counts[k - 1] * (n - k + 1) // k
    return counts, (counts[low : high + 1].double() / 2**n).sum()
