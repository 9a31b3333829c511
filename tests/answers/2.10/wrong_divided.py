# slip: divides the bias for one layer by the depth | message: "b is "

import math


def gate_bias(L, kept):
    return math.log((1 - kept) / kept) / L
