# slip: counts the bias as multiply-adds | message: "The bias is added, not multiplied: it does not count here"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    side = (size + 2 * padding - k) // stride + 1
    weights = c_out * (c_in // groups) * k**2 + c_out * bias
    return weights, weights * side**2
