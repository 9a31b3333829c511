# from the text: Newton's method


def two_blocks(c_in, c_mid, c_out):
    def price(m):
        return c_in * m + 9 * m * m + m * c_out

    basic = 9 * c_out * (c_in + c_out)
    m = float(c_out)
    for _ in range(100):
        m -= (price(m) - basic) / (c_in + 18 * m + c_out)
    return basic, price(c_mid), m
