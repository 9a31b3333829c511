# slip: takes the Jacobian of the whole block | message: "states["

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacrev(F)(states[-1]) + torch.eye(len(x), dtype=x.dtype)
        states.append(states[-1] - torch.linalg.solve(J, F(states[-1])))
    return states
