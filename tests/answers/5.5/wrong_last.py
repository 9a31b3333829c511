# slip: returns the last state only | message: "That is the last state alone"

import torch


def newton(F, x, steps):
    for _ in range(steps):
        x = x - torch.linalg.solve(torch.func.jacrev(F)(x), F(x))
    return x
