# slip: transposes the Jacobian | message: "The Jacobian is transposed"

import torch


def newton(F, x, steps):
    states = [x]
    for _ in range(steps):
        J = torch.func.jacrev(F)(states[-1])
        states.append(states[-1] - torch.linalg.solve(J.T, F(states[-1])))
    return states
