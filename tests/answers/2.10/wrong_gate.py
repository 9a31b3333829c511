# slip: returns the gate instead of its bias | message: "the gate T itself"

import math


def gate_bias(L, kept):
    return -math.expm1(math.log(kept) / L)
