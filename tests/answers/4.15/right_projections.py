# the trace of the product of two projections

import torch


def overlaps(jacobians, k):
    U, _, Vt = torch.linalg.svd(jacobians)
    P, Q = U[..., :k] @ U[..., :k].mT, Vt[..., :k, :].mT @ Vt[..., :k, :]
    return tuple(torch.einsum("lij,mji->lm", each, each) / k for each in (P, Q))
