# the Jacobian row by row with autograd, the inverse spelled out

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        s = states[-1].detach().clone().requires_grad_()
        y = F(s)
        J = torch.stack([torch.autograd.grad(value, s, retain_graph=True)[0] for value in y])
        states.append(s - torch.linalg.inv(J) @ y)
    return states
