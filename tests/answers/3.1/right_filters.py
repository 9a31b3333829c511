# counts filter by filter and position by position


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    positions = len(range(-padding, size + padding - k + 1, stride))
    parameters = multiply_adds = 0
    for _ in range(c_out):
        one_filter = k * k * (c_in // groups)
        parameters += one_filter + int(bias)
        multiply_adds += one_filter * positions * positions
    return parameters, multiply_adds
