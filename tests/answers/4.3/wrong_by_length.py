# slip: sorts by length, as the exercise before | message: "Those are the sums by length"

import math

import torch


def grouped(x, weights):
    sums = [x] + [torch.zeros_like(x) for _ in weights]
    for W in weights:
        for k in reversed(range(1, len(sums))):
            sums[k] = sums[k] + sums[k - 1] @ W.T
    return sums, [math.comb(len(weights), k) for k in range(len(sums))]
