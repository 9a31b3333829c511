# slip: takes the other root | message: "the other root"

import math


def two_blocks(c_in, c_mid, c_out):
    basic, outer = 9 * c_out * (c_in + c_out), c_in + c_out
    even = (-math.sqrt(outer**2 + 36 * basic) - outer) / 18
    return basic, c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, even
