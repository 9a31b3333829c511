# slip: gives the two singular values in the wrong order | message: "exchanged"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = (eye + J) @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return (1 - r).clamp(min=0).prod(), sigma[0], sigma[-1], (1 + r).prod()
