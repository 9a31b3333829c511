# slip: forgets the identity in the product | message: "That is a plain stack's"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = J @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return (1 - r).clamp(min=0).prod(), sigma[-1], sigma[0], (1 + r).prod()
