# numpy and Python numbers

import numpy


def what_is_kept(x, weights, a, b):
    start = h = x.numpy()
    identity = 1.0
    for W in weights:
        h, identity = a * h + b * numpy.einsum("nj,ij->ni", h, W.numpy()), identity * a
    cosines = (start * h).sum(1) / numpy.sqrt((start**2).sum(1) * (h**2).sum(1))
    return float((h**2).mean() / (start**2).mean()), identity, float(cosines.mean())
