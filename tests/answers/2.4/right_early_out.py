# says 0 as soon as one branch is as large as the shortcut

import math

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole = torch.linalg.multi_dot([eye + J for J in jacobians[::-1]])
    r = [torch.linalg.svdvals(J)[0].item() for J in jacobians]
    lower = 0.0 if max(r) >= 1 else math.prod(1 - value for value in r)
    sigma = torch.linalg.svdvals(whole)
    return [lower, sigma.min().item(), sigma.max().item(), math.prod(1 + value for value in r)]
