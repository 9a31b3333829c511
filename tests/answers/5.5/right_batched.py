# all rows of the Jacobian at once, and least squares in float64

import torch


def newton(F, x, steps):
    found = torch.zeros(steps + 1, len(x), dtype=torch.float64)
    found[0] = x
    for k in range(steps):
        s = found[k].to(x.dtype).requires_grad_()
        y = F(s)
        (J,) = torch.autograd.grad(y, s, torch.eye(len(x), dtype=x.dtype), is_grads_batched=True)
        found[k + 1] = found[k] - torch.linalg.lstsq(J.double(), y.detach().double()[:, None]).solution[:, 0]
    return found
