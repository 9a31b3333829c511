# from the text: numpy

import numpy as np


def keep_both(L):
    angle = 1 / np.sqrt(L)
    return np.cos(angle), np.sin(angle)
