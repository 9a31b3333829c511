# numpy

import numpy


def shortcut(x, channels, stride, weight):
    kept = x.numpy()[:, :, ::stride, ::stride]
    if weight is not None:
        return numpy.moveaxis(numpy.tensordot(weight.numpy(), kept, axes=(1, 1)), 0, 1)
    zeros = numpy.zeros((len(kept), channels - kept.shape[1], *kept.shape[2:]), dtype=kept.dtype)
    return numpy.concatenate([kept, zeros], axis=1)
