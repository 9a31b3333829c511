# slip: divides the loss by the depth | message: "losses do not add up"

import math


def gate_bias(L, kept):
    T = (1 - kept) / L
    return math.log(T / (1 - T))
