# slip: counts the positions of the input | message: "for each *output* pixel"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    weights = c_out * (c_in // groups) * k * k
    return weights + c_out * bias, weights * size * size
