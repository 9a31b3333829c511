import numpy as np


def overlaps(jacobians, k):
    P = []
    for J in jacobians.numpy():
        pair = []
        for G in (J @ J.T, J.T @ J):
            w, v = np.linalg.eigh(G)
            top = v[:, np.argsort(-w)[:k]]
            pair.append(top @ top.T)
        P.append(pair)
    return [[[np.trace(a[s] @ b[s]) / k for b in P] for a in P] for s in (0, 1)]
