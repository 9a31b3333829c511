# searched, not solved

import math


def gate_bias(L, kept):
    low, high = -50.0, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        left = (1 - 1 / (1 + math.exp(-middle))) ** L
        low, high = (middle, high) if left > kept else (low, middle)
    return low
