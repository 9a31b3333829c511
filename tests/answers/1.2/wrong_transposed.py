# slip: returns the matrix for row vectors | message: "That is the matrix for rows, x M; here x is a column, M x"

import torch


def one_matrix(weights):
    h = torch.eye(weights[0].shape[1], dtype=weights[0].dtype)
    for W in weights:
        h = h @ W.T
    return torch.eye(len(h), dtype=h.dtype) + h
