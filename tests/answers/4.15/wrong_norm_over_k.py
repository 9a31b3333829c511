# slip: forgets to square the norm | message: "Square the norm"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdj->lmij", A, A).square().sum((-1, -2)).sqrt() / k

    return overlap(U[..., :k]), overlap(Vt[:, :k].mT)
