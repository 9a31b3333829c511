# loops over pairs

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)
    L = len(jacobians)
    write, read = torch.zeros(2, L, L, dtype=jacobians.dtype)
    for i in range(L):
        for j in range(L):
            write[i, j] = (U[i][:, :k].T @ U[j][:, :k]).norm() ** 2 / k
            read[i, j] = (Vt[i][:k] @ Vt[j][:k].T).norm() ** 2 / k
    return write, read
