# numpy throughout

import numpy as np


def bounds(jacobians):
    matrices = [J.numpy() for J in jacobians]
    r = np.array([np.linalg.norm(J, 2) for J in matrices])
    whole = np.linalg.multi_dot([np.eye(len(J)) + J for J in reversed(matrices)])
    sigma = np.linalg.svd(whole, compute_uv=False)
    return np.prod(np.maximum(0, 1 - r)), sigma.min(), sigma.max(), np.prod(1 + r)
