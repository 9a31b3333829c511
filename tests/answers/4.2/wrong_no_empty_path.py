# slip: leaves out the path of length 0 | message: "The path of length 0 is missing"

import torch


def by_length(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return sums[1:]
