# from the text: one point at a time

import numpy as np


def extremes(x, V):
    low = [V * (1 - float(p)) for p in x]
    high = [V * float(p) for p in x]
    return np.array(low), np.array(high)
