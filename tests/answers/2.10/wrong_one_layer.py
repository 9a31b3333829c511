# slip: forgets the depth | message: "bias for one layer"

import math


def gate_bias(L, kept):
    return math.log((1 - kept) / kept)
