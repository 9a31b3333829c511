# slip: takes the Jacobian at the start for all steps | message: "take it anew where you stand"

import torch


def newton(F, x, steps):
    states, J = [x], torch.func.jacrev(F)(x)
    for _ in range(steps):
        states.append(states[-1] - torch.linalg.solve(J, F(states[-1])))
    return states
