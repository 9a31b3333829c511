# the inverse, autograd's Jacobian row by row

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        at = states[-1].clone().requires_grad_()
        y = F(at)
        J = torch.stack([torch.autograd.grad(part, at, retain_graph=True)[0] for part in y])
        states.append(states[-1] - torch.inverse(J) @ y.detach())
    return states
