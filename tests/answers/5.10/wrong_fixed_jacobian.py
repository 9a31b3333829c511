# slip: takes all slopes at the end | message: "All slopes are taken at x_L"

import torch


def gradients(f, x, g, steps):
    h, leaf = 1 / steps, x.clone().requires_grad_()
    state = leaf
    for _ in range(steps):
        state = state + h * f(state)
    backprop, a = torch.autograd.grad(state, leaf, g)[0], g
    end = state.detach().requires_grad_()
    state = end
    for _ in range(steps):
        a, state = a + h * torch.autograd.grad(f(end), end, a)[0], state - h * f(state)
    return backprop, a, state
