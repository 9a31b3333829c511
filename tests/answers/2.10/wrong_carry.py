# slip: returns the carry instead of the bias | message: "the carry 1 - T itself"

import math


def gate_bias(L, kept):
    return math.exp(math.log(kept) / L)
