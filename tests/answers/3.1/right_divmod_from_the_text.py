# from the text: integer division, a count for each filter


def conv_cost(c_in, c_out, k, size, stride, padding, groups, bias):
    positions = len(range(0, size + 2 * padding - k + 1, stride)) ** 2
    per_filter = (c_in // groups) * k * k
    return c_out * (per_filter + int(bias)), c_out * per_filter * positions
