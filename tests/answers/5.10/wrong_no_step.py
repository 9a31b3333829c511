# slip: takes steps of length 1 | message: "backprop["

import torch


def gradients(f, x, g, steps):
    leaf = x.clone().requires_grad_()
    state = leaf
    for _ in range(steps):
        state = state + f(state)
    backprop, a = torch.autograd.grad(state, leaf, g)[0], g
    for _ in range(steps):
        state = state.detach().requires_grad_()
        arrow = f(state)
        state, a = state - arrow, a + torch.autograd.grad(arrow, state, a)[0]
    return backprop, a, state
