# slip: lets the last block act first | message: "in the wrong order"

import torch


def by_length(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in reversed(weights):
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return sums
