# slip: returns them in the wrong order | message: "the two are exchanged"

import torch


def gradients(f, x, g, steps):
    h, leaf = 1 / steps, x.clone().requires_grad_()
    state = leaf
    for _ in range(steps):
        state = state + h * f(state)
    backprop, a = torch.autograd.grad(state, leaf, g)[0], g
    for _ in range(steps):
        state = state.detach().requires_grad_()
        arrow = f(state)
        state, a = state - h * arrow, a + h * torch.autograd.grad(arrow, state, a)[0]
    return a, backprop, state
