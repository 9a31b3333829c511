# numpy, NaN mended afterwards

import numpy


def correction(x, target, f):
    e, f = (target - x).numpy(), f.numpy()
    a, b = numpy.linalg.norm(e, axis=1), numpy.linalg.norm(f, axis=1)
    with numpy.errstate(all="ignore"):
        cosine = numpy.nan_to_num(numpy.einsum("nd,nd->n", e, f) / (a * b))
        return cosine, (cosine > b / (2 * a)) & (b > 0)
