# slip: gives each group's bias to the inputs | message: "one bias for each output channel"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    out = (size + 2 * padding - k) // stride + 1
    weights = c_out * (c_in // groups) * k * k
    return weights + c_in * bias, weights * out * out
