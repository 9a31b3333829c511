# eigenvectors of J J^T and J^T J

import torch


def overlaps(jacobians, k):
    J = jacobians.double()
    found = []
    for square in (J @ J.mT, J.mT @ J):
        A = torch.linalg.eigh(square).eigenvectors[..., -k:]
        found.append((A[:, None].mT @ A[None]).square().sum((-1, -2)) / k)
    return found[0].to(jacobians.dtype), found[1].to(jacobians.dtype)
