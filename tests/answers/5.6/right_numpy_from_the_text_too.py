# from the text: numpy

import numpy as np


def verdicts(J, h):
    lam = np.linalg.eigvals(J.numpy())
    ode = np.all(lam.real < 0)
    network = np.all(np.abs(1 + h * lam) < 1)
    h_max = np.min(-2 * lam.real / np.abs(lam) ** 2) if ode else 0
    return ode, network, h_max
