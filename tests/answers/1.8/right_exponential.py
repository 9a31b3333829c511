# a = exp(-1/2L), so that a^L is the same at every depth

import numpy


def keep_both(L):
    a = numpy.exp(-0.5 / L)
    return a, numpy.sqrt(1 - a**2)
