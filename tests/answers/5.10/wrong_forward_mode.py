# slip: multiplies by the Jacobian from the other side | message: "J from the wrong side"

import torch


def gradients(f, x, g, steps):
    h, states, leaf = 1 / steps, [x], x.clone().requires_grad_()
    end = leaf
    for _ in range(steps):
        end = end + h * f(end)
        states.append(end.detach())

    def through(state, a):
        J = [torch.autograd.functional.jacobian(lambda s: f(s[None])[0], row) for row in state]
        return torch.stack([matrix @ one for one, matrix in zip(a, J, strict=True)])

    state, a = states[-1], g
    for _ in range(steps):
        a, state = a + h * through(state, a), state - h * f(state)
    return torch.autograd.grad(end, leaf, g)[0], a, state
