# slip: stops at log(1 - T) | message: "sits inside a sigmoid"

import math


def gate_bias(L, kept):
    return math.log(kept) / L
