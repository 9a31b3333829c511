# from the text: torch.linalg.matrix_norm with 2 and -2

import math

import torch
from torch.linalg import matrix_norm


def bounds(jacobians):
    r = [matrix_norm(J, 2).item() for J in jacobians]
    whole = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    for J in jacobians:
        whole = whole + J @ whole
    ends = math.prod(max(0, 1 - n) for n in r), math.prod(1 + n for n in r)
    return ends[0], matrix_norm(whole, -2).item(), matrix_norm(whole, 2).item(), ends[1]
