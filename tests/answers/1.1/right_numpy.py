# numpy all the way

import numpy


def residual_block(x, W1, b1, W2, b2):
    x, W1, b1, W2, b2 = (value.numpy() for value in (x, W1, b1, W2, b2))
    return x + numpy.maximum(x @ W1.T + b1, 0) @ W2.T + b2
