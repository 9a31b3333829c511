# slip: drops the small errors from the list as well | message: "those below the floor too"

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).norm() for n in counts])
    used = errors > floor
    u, v = -torch.tensor(counts)[used].double().log(), errors[used].double().log()
    u, v = u - u.mean(), v - v.mean()
    return errors[used], (u @ v) / (u @ u)
