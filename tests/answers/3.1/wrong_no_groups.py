# slip: forgets the groups | message: "a filter sees c_in / groups channels"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    out = (size + 2 * padding - k) // stride + 1
    weights = c_out * c_in * k * k
    return weights + c_out * bias, weights * out * out
