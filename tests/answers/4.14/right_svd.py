# the basis of an SVD

import torch


def erase(x, directions):
    _, sizes, rows = torch.linalg.svd(directions, full_matrices=False)
    basis = rows[sizes > 1e-5 * sizes.max()]
    centred = x - x.mean(0)
    return x - centred @ basis.T @ basis
