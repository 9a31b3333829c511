# slip: forgets the padding | message: "The padding is missing"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    out = (size - k) // stride + 1
    weights = c_out * (c_in // groups) * k * k
    return weights + c_out * bias, weights * out * out
