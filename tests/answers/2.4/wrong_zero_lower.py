# slip: gives 0 for a lower bound always | message: "always true and says nothing"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = (eye + J) @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return torch.zeros_like(r[0]), sigma[-1], sigma[0], (1 + r).prod()
