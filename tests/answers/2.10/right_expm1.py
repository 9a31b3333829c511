# careful with small losses

import math


def gate_bias(L, kept):
    T = -math.expm1(math.log(kept) / L)
    return math.log(T) - math.log1p(-T)
