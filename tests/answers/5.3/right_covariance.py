# torch.cov of the logarithms

import torch


def order(solve, exact, counts, floor):
    errors = [torch.dist(solve(n), exact) for n in counts]
    points = torch.tensor(
        [[-torch.tensor(float(n)).log(), e.log()] for n, e in zip(counts, errors, strict=True) if e > floor]
    )
    cov = torch.cov(points.double().T)
    return errors, cov[0, 1] / cov[0, 0]
