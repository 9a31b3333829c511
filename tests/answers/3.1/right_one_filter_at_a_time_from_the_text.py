# from the text: a loop over the filters of each group


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    side = (size + 2 * padding - k) // stride + 1
    parameters = work = 0
    for _group in range(groups):
        for _filter in range(c_out // groups):
            weights = k**2 * (c_in // groups)
            parameters += weights + (1 if bias else 0)
            work += weights * side * side
    return [parameters, work]
