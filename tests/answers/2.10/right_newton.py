# solves L softplus(b) = -log(kept) by bisection

import math


def gate_bias(L, kept):
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        lost = L * (math.log1p(math.exp(middle)) if middle < 30 else middle)
        low, high = (middle, high) if lost < -math.log(kept) else (low, middle)
    return low
