# numpy, -2.2 twice, and a companion matrix

import numpy as np


def one_sense_only(h):
    re, im = -0.6 / h, 1.1 / h
    return np.diag([-2.2, -2.2]) / h, np.array([[0, 1], [-(re**2 + im**2), 2 * re]])
