# slip: solves for a carry gate | message: "sign is turned"

import math


def gate_bias(L, kept):
    carry = kept ** (1 / L)
    return math.log(carry / (1 - carry))
