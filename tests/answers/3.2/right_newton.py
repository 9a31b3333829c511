# Newton's method for the width


def two_blocks(c_in, c_mid, c_out):
    basic = 3 * 3 * c_out * (c_in + c_out)

    def bottleneck(m):
        return (c_in + 9 * m + c_out) * m

    m = float(c_out)
    for _ in range(60):
        m -= (bottleneck(m) - basic) / (c_in + c_out + 18 * m)
    return basic, bottleneck(c_mid), m
