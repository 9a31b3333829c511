# slip: takes the root | message: "That is the square root"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return (torch.einsum("ldi,mdj->lmij", A, A).square().sum((-1, -2)) / k).sqrt()

    return overlap(U[..., :k]), overlap(Vt[:, :k].mT)
