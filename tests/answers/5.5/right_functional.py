# torch.autograd.functional.jacobian, recursively

import torch


def newton(F, x, steps):
    if steps == 0:
        return [x]
    J = torch.autograd.functional.jacobian(F, x)
    return [x, *newton(F, x + torch.linalg.solve(J, -F(x)), steps - 1)]
