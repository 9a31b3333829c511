# slip: asks T^L for the share | message: "The sign is turned: that is the bias for a carry gate T, here the carry"

import math


def gate_bias(L, kept):
    T = kept ** (1 / L)
    return math.log(T / (1 - T))
