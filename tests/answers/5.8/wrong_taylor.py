# slip: takes Taylor's polynomial for every method | message: "That is Taylor's polynomial"

import math

import torch


def growth(re, im, A, b):
    z = torch.complex(re, im)
    return sum(z**k / math.factorial(k) for k in range(len(b) + 1)).abs()
