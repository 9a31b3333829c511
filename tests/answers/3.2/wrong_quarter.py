# slip: gives the paper's width | message: "the paper's choice"


def two_blocks(c_in, c_mid, c_out):
    return 9 * c_out * (c_in + c_out), c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, c_out / 4
