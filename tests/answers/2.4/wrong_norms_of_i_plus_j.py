# slip: multiplies the norms of I + J for the upper bound | message: "That takes norms of I + J_l; here only the r_l"

import torch


def bounds(jacobians):
    I = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    J, lower, upper = I, 1.0, 1.0
    for block in jacobians:
        r = torch.linalg.svdvals(block)[0]
        J, lower, upper = (I + block) @ J, lower * (1 - r).clamp(min=0), upper * torch.linalg.svdvals(I + block)[0]
    s = torch.linalg.svdvals(J)
    return lower, s[-1], s[0], upper
