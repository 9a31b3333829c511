# slip: updates from the shortest up, so that a path passes a block twice | message: "expected"

import torch


def by_length(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in range(1, len(sums)):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return sums
