# slip: calls 1 the lower bound, the untouched term | message: "proves nothing"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = (eye + J) @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return torch.ones_like(r[0]), sigma[-1], sigma[0], (1 + r).prod()
