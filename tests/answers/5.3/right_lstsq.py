# least squares with a column of ones, base 2

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([((solve(n) - exact) ** 2).sum().sqrt() for n in counts]).double()
    keep = errors > floor
    h = 1 / torch.tensor(counts, dtype=torch.float64)[keep]
    table = torch.stack([h.log2(), torch.ones_like(h)], 1)
    return errors, torch.linalg.lstsq(table, errors[keep].log2()[:, None]).solution[0, 0]
