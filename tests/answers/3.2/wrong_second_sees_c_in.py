# slip: lets both 3x3 convolutions see c_in | message: "already sees c_out channels"

import math


def two_blocks(c_in, c_mid, c_out):
    basic = 18 * c_in * c_out
    outer = c_in + c_out
    even = (math.sqrt(outer**2 + 36 * 9 * c_out * outer) - outer) / 18
    return basic, c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, even
