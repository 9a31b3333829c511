# slip: steps the state back before it asks for the slope | message: "x steps back first"

import torch


def gradients(f, x, g, steps):
    h, leaf = 1 / steps, x.clone().requires_grad_()
    state = leaf
    for _ in range(steps):
        state = state + h * f(state)
    backprop, a = torch.autograd.grad(state, leaf, g)[0], g
    for _ in range(steps):
        state = (state - h * f(state)).detach().requires_grad_()
        a = a + h * torch.autograd.grad(f(state), state, a)[0]
    return backprop, a, state
