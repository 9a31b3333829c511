# slip: goes down the slope of the squared length | message: "a gradient step"

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacrev(F)(states[-1])
        states.append(states[-1] - J.T @ F(states[-1]))
    return states
