# finds the break-even by halving an interval


def basic_of(c_in, c_out):
    return 9 * c_out * (c_in + c_out)


def bottleneck_of(c_in, m, c_out):
    return m * (c_in + 9 * m + c_out)


def two_blocks(c_in, c_mid, c_out):
    basic = basic_of(c_in, c_out)
    low, high = 0.0, float(basic)
    for _ in range(200):
        middle = (low + high) / 2
        if bottleneck_of(c_in, middle, c_out) < basic:
            low = middle
        else:
            high = middle
    return basic, bottleneck_of(c_in, c_mid, c_out), low
