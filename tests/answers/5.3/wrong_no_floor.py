# slip: fits through the flat part as well | message: "Errors below the floor are rounding"

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).norm() for n in counts])
    u, v = -torch.tensor(counts).double().log(), errors.double().log()
    u, v = u - u.mean(), v - v.mean()
    return errors, (u @ v) / (u @ u)
