# numpy in single precision

import numpy


def variation(x, f):
    x, f = x.numpy().astype("float32"), f.numpy().astype("float32")
    total = lambda values: numpy.abs(numpy.diff(values)).sum()  # noqa: E731
    return total(x + f), numpy.abs(total(x) - total(f)), total(x) + total(f)
