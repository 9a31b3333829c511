# from the text: one difference of three rows at once

import numpy as np


def variation(x, f):
    up, V, tv = np.abs(np.diff(np.stack([x, f, x + f]))).sum(axis=1)
    return float(tv), float(abs(up - V)), float(up + V)
