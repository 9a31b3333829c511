# eigenvectors of D^T D

import torch


def erase(x, directions):
    D = directions.double()
    values, vectors = torch.linalg.eigh(D.T @ D)
    Q = vectors[:, values > 1e-9 * values.max()]
    centred = (x - x.mean(0)).double()
    return (x.double() - centred @ Q @ Q.T).to(x.dtype)
