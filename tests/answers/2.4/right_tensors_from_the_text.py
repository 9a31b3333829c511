# from the text: torch.prod and svdvals

import torch


def bounds(jacobians):
    I = torch.eye(jacobians[0].shape[0], dtype=jacobians[0].dtype)
    r = torch.stack([torch.linalg.matrix_norm(J, ord=2) for J in jacobians])
    total = I
    for J in jacobians:
        total = (I + J) @ total
    s = torch.linalg.svdvals(total)
    return torch.clamp(1 - r, min=0).prod(), s[-1], s[0], (1 + r).prod()
