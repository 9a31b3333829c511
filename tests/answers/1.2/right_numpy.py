# numpy in single precision

from functools import reduce

import numpy


def one_matrix(weights):
    product = reduce(lambda done, W: W @ done, [W.numpy().astype("float32") for W in weights])
    return product + numpy.eye(len(product), dtype="float32")
