# slip: looks for F(x) = x | message: "That solves F(x) = x"

import torch


def newton(F, x, steps):
    states, eye = [x], torch.eye(len(x), dtype=x.dtype)
    for _ in range(steps):
        s = states[-1]
        states.append(s - torch.linalg.solve(torch.func.jacrev(F)(s) - eye, F(s) - s))
    return states
