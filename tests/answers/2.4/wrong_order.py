# slip: multiplies in the wrong order | message: "Block 0 acts first"

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = eye
    for J in jacobians:
        whole = whole @ (eye + J)
    sigma = torch.linalg.svdvals(whole)
    r = torch.stack([torch.linalg.matrix_norm(J, 2) for J in jacobians])
    return (1 - r).clamp(min=0).prod(), sigma[-1], sigma[0], (1 + r).prod()
