# numpy, the layers multiplied from the left

from functools import reduce

import numpy


def one_matrix(weights):
    product = reduce(lambda done, W: W @ done, [W.numpy() for W in weights])
    return product + numpy.eye(len(product), dtype=product.dtype)
