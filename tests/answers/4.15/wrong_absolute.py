# slip: adds absolute values | message: "expected squares"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdj->lmij", A, A).abs().sum((-1, -2)) / k

    return overlap(U[..., :k]), overlap(Vt[:, :k].mT)
