# slip: averages over the paths of a length | message: "Those are means"

import math

import torch


def by_length(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return [s / math.comb(len(weights), k) for k, s in enumerate(sums)]
