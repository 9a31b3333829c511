# slip: does not divide by k | message: "overlaps itself by 1"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdj->lmij", A, A).square().sum((-1, -2))

    return overlap(U[..., :k]), overlap(Vt[:, :k].mT)
