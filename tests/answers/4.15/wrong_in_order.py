# slip: compares vector i with vector i only | message: "a subspace has no order"

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)

    def overlap(A):
        return torch.einsum("ldi,mdi->lmi", A, A).square().mean(-1)

    return overlap(U[..., :k]), overlap(Vt[:, :k].mT)
