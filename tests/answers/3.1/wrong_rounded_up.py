# slip: counts a window that does not fit | message: "rounded down"

import math


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    out = math.ceil((size + 2 * padding - k) / stride) + 1
    weights = c_out * (c_in // groups) * k * k
    return weights + c_out * bias, weights * out * out
