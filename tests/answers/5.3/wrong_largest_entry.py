# slip: takes the largest entry for the distance | message: "largest entry of the difference"

import torch


def order(solve, exact, counts, floor):
    errors = torch.stack([(solve(n) - exact).abs().max() for n in counts])
    used = errors > floor
    u, v = -torch.tensor(counts)[used].double().log(), errors[used].double().log()
    u, v = u - u.mean(), v - v.mean()
    return errors, (u @ v) / (u @ u)
