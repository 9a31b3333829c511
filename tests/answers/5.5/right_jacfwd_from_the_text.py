# from the text: forward-mode Jacobians and a pseudo-inverse

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacfwd(F)(states[-1])
        states.append(states[-1] - torch.linalg.pinv(J) @ F(states[-1]))
    return torch.stack(states)
