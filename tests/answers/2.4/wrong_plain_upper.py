# slip: forgets the 1 in the upper bound | message: "plain stack's bound"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = (eye + J) @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return (1 - r).clamp(min=0).prod(), sigma[-1], sigma[0], r.prod()
