# one group at a time, as a list


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    starts = range(0, size + 2 * padding - k + 1, stride)
    weights = 0
    for _ in range(groups):
        weights += (c_in // groups) * (c_out // groups) * k**2
    return [weights + (c_out if bias else 0), weights * len(starts) ** 2]
