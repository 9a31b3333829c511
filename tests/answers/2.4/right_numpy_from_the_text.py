# numpy's norms

import numpy as np


def bounds(jacobians):
    matrices = [J.numpy() for J in jacobians]
    r = [np.linalg.norm(J, 2) for J in matrices]
    whole = np.eye(len(matrices[0]))
    for J in matrices:
        whole = whole + J @ whole
    values = np.linalg.svd(whole, compute_uv=False)
    lower = 0 if max(r) >= 1 else np.prod([1 - size for size in r])
    return lower, values.min(), values.max(), np.prod([1 + size for size in r])
