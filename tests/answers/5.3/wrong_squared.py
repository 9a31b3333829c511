# slip: squares the distance | message: "squared distance"

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).square().sum() for n in counts])
    used = errors > floor
    u, v = -torch.tensor(counts)[used].double().log(), errors[used].double().log()
    u, v = u - u.mean(), v - v.mean()
    return errors, (u @ v) / (u @ u)
