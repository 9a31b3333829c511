# numpy's eigenvalues, one at a time in plain Python

import numpy


def verdicts(J, h):
    values = [complex(v) for v in numpy.linalg.eigvals(J.double().numpy())]
    ode = all(v.real < 0 for v in values)
    return ode, all(abs(1 + h * v) < 1 for v in values), min(-2 * v.real / abs(v) ** 2 for v in values) if ode else 0.0
