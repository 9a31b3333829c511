# from the text: the mean direction, numpy

import numpy as np


def witnesses(r, L, D):
    high = np.full((D, D), r / D)
    low = np.diag([-r if r < 1 else -1] * D)
    return high, low
