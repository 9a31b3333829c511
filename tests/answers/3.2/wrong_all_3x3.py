# slip: makes all three convolutions 3x3 | message: "The outer two are 1x1"

import math


def two_blocks(c_in, c_mid, c_out):
    basic, outer = 9 * c_out * (c_in + c_out), c_in + c_out
    even = (math.sqrt(outer**2 + 36 * basic) - outer) / 18
    return basic, 9 * (c_in * c_mid + c_mid**2 + c_mid * c_out), even
