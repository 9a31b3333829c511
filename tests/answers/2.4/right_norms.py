# from the eigenvalues of J^T J

import torch


def bounds(jacobians):
    eye = torch.eye(len(jacobians[0]), dtype=jacobians[0].dtype)
    whole, lower, upper = eye.double(), 1.0, 1.0
    for J in jacobians:
        whole = (eye + J).double() @ whole
        r = torch.linalg.eigvalsh(J.double().T @ J.double())[-1].sqrt().item()
        lower, upper = lower * max(0.0, 1 - r), upper * (1 + r)
    squares = torch.linalg.eigvalsh(whole.T @ whole)
    return lower, squares[0].sqrt(), squares[-1].sqrt(), upper
