# slip: takes the largest norm for all blocks | message: "looser than it need be"

import torch


def bounds(jacobians):
    I = torch.eye(jacobians[0].shape[0], dtype=jacobians[0].dtype)
    r = max(float(torch.linalg.matrix_norm(J, ord=2)) for J in jacobians)
    total = I
    for J in jacobians:
        total = (I + J) @ total
    s = torch.linalg.svdvals(total)
    L = len(jacobians)
    return max(0, 1 - r) ** L, s[-1], s[0], (1 + r) ** L
