# numpy; the first has rank 1

import numpy as np


def witnesses(r, L, D):
    high = np.zeros((D, D))
    high[0, 0] = r
    return high, -np.minimum(r, 1.0) * np.identity(D)
