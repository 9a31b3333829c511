# from the text: numpy's maximum

import numpy as np


def residual_block(x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = [a.numpy() for a in (x, W1, b1, W2, b2)]
    h = np.maximum(0, np.dot(x, W1.T) + b1)
    return x + np.dot(h, W2.T) + b2
