# slip: takes columns of V^T | message: "first k *rows*"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdj->lmij", A, A).square().sum((-1, -2)) / k

    return overlap(U[..., :k]), overlap(Vt[..., :k])
