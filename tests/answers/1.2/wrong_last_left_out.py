# slip: leaves the last layer out | message: "M["

import torch


def one_matrix(weights):
    M = torch.eye(weights[0].shape[1], dtype=weights[0].dtype)
    for W in weights[:-1] or weights:
        M = W @ M
    return torch.eye(M.shape[1], dtype=M.dtype)[: len(M)] + M
