# slip: divides by the diagonal | message: "diagonal only"

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacrev(F)(states[-1])
        states.append(states[-1] - F(states[-1]) / J.diagonal())
    return states
