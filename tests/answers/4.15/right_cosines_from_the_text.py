# from the text: squared cosines of the angles between subspaces

import torch


def overlaps(jacobians, k):
    def overlap(A, B):
        cosines = torch.linalg.svdvals(A.T @ B)
        return (cosines**2).sum() / k

    write, read = [], []
    for J in jacobians:
        U, _, Vt = torch.linalg.svd(J)
        write.append(U[:, :k])
        read.append(Vt[:k].T)
    return tuple(torch.stack([torch.stack([overlap(a, b) for b in s]) for a in s]) for s in (write, read))
