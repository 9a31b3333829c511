# from the text: math.floor

import math


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    weights = c_out * int(c_in / groups) * k**2
    side = math.floor((size + 2 * padding - k) / stride + 1)
    params = weights
    if bias:
        params += c_out
    return params, weights * side**2
