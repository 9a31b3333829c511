# slip: multiplies by W instead of its transpose | message: "`x @ W.T`"

import torch


def by_length(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W
    return sums
