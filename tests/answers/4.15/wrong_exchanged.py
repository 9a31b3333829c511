# slip: read comes first | message: "the two are exchanged"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdj->lmij", A, A).square().sum((-1, -2)) / k

    return overlap(Vt[:, :k].mT), overlap(U[..., :k])
