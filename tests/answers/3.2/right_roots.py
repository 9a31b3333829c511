# numpy's roots

import numpy as np


def two_blocks(c_in, c_mid, c_out):
    basic = 9 * c_in * c_out + 9 * c_out * c_out
    roots = np.roots([9, c_in + c_out, -basic])
    return np.int64(basic), c_in * c_mid + 9 * c_mid**2 + c_mid * c_out, roots.max()
