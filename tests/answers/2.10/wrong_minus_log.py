# slip: gives the rule of thumb, minus log L | message: "expected"

import math


def gate_bias(L, kept):
    return -math.log(L)
