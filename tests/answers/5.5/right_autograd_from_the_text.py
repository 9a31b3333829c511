# from the text: autograd.functional.jacobian and inverse

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.autograd.functional.jacobian(F, x)
        x = x - torch.inverse(J) @ F(x)
        states.append(x)
    return states
