# slip: equates the 3x3 with the basic block | message: "the two 1x1 cost as well"

import math


def two_blocks(c_in, c_mid, c_out):
    basic = 9 * c_out * (c_in + c_out)
    return basic, c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, math.sqrt(basic) / 3
