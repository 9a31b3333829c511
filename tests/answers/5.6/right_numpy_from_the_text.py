# numpy's eigenvalues

import numpy as np


def verdicts(J, h):
    values = np.linalg.eigvals(J.double().numpy())
    ode = bool((values.real < 0).all())
    network = bool((np.abs(1 + h * values) < 1).all())
    return ode, network, min(-2 * z.real / abs(z) ** 2 for z in values) if ode else 0
