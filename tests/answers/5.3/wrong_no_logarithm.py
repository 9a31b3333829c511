# slip: fits error against h | message: "take the logarithm of both"

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).norm() for n in counts])
    used = errors > floor
    u, v = 1 / torch.tensor(counts)[used].double(), errors[used].double()
    u, v = u - u.mean(), v - v.mean()
    return errors, (u @ v) / (u @ u)
