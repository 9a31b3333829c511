# slip: rounds in floating point | message: "expected whole numbers"

import torch


def count_paths(n, low, high):
    k = torch.arange(n + 1.0)
    counts = torch.exp(torch.lgamma(torch.tensor(n + 1.0)) - torch.lgamma(k + 1) - torch.lgamma(n - k + 1))
    return counts, counts[low : high + 1].sum() / 2**n
