# one step of x' = lambda x as a rotation in the plane, with numpy

import numpy


def growth(re, im, A, b):
    found = []
    for p, q in zip(re.tolist(), im.tolist(), strict=True):
        M, k = numpy.array([[p, -q], [q, p]]), []
        for row in A.tolist():
            k.append(M @ (numpy.array([1.0, 0.0]) + sum(a * s for a, s in zip(row, k, strict=False))))
        x = numpy.array([1.0, 0.0]) + sum(weight * s for weight, s in zip(b.tolist(), k, strict=True))
        found.append(float(numpy.hypot(*x)))
    return found
