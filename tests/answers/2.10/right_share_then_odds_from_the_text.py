# from the text: the share of one layer, and the odds of a gate

import math


def gate_bias(L, kept):
    carry = math.exp(math.log(kept) / L)
    return math.log((1 - carry) / carry)
