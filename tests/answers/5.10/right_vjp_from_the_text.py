# one graph forwards, torch.func.vjp on the way back

import torch


def gradients(f, x, g, steps):
    start = x.clone().requires_grad_()
    end = start
    for _ in range(steps):
        end = end + f(end) / steps
    (backprop,) = torch.autograd.grad(end, start, g)
    state, a = end.detach(), g
    for _ in range(steps):
        value, pull = torch.func.vjp(f, state)
        a = a + pull(a)[0] / steps
        state = state - value / steps
    return [backprop, a, state]
