# slip: takes the kernel's side for its area | message: "The kernel is square: k * k weights, not k"


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    side = (size + 2 * padding - k) // stride + 1
    weights = c_out * (c_in // groups) * k
    return weights + c_out * bias, weights * side**2
