# from the text: numpy

import numpy as np


def gate_bias(L, kept):
    share = np.power(kept, 1.0 / L)
    return np.log((1 - share) / share)
