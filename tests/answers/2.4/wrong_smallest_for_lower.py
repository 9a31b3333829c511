# slip: builds the lower bound from the branches' smallest singular values | message: "lower is "

import torch


def bounds(jacobians):
    I = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    J, lower, upper = I, 1.0, 1.0
    for block in jacobians:
        s = torch.linalg.svdvals(block)
        J, lower, upper = (I + block) @ J, lower * (1 - s[-1]).clamp(min=0), upper * (1 + s[0])
    s = torch.linalg.svdvals(J)
    return lower, s[-1], s[0], upper
