# slip: goes half of each step | message: "states["

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacrev(F)(states[-1])
        states.append(states[-1] - 0.5 * torch.linalg.solve(J, F(states[-1])))
    return states
