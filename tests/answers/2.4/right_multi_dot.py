# a dictionary's values as a list, multi_dot

import torch


def bounds(jacobians):
    factors = [torch.eye(len(J), dtype=J.dtype) + J for J in reversed(jacobians)]
    values = torch.linalg.svdvals(torch.linalg.multi_dot(factors) if len(factors) > 1 else factors[0])
    lower, upper = 1, 1
    for J in jacobians:
        r = torch.linalg.svdvals(J)[0]
        lower, upper = lower * (1 - r).clamp_min(0), upper * (1 + r)
    return [lower, values[-1], values[0], upper]
