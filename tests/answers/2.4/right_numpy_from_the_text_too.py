# from the text: numpy

import numpy as np


def bounds(jacobians):
    lower, upper, J = 1.0, 1.0, np.eye(len(jacobians[0]))
    for Jl in jacobians:
        r = np.linalg.norm(Jl.numpy(), 2)
        lower *= max(0, 1 - r)
        upper *= 1 + r
        J = (np.eye(len(J)) + Jl.numpy()) @ J
    s = np.linalg.svd(J, compute_uv=False)
    return lower, s.min(), s.max(), upper
