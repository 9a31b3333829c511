# from the text: states kept, autograd for each step

import torch


def gradients(f, x, g, steps):
    h = 1 / steps

    def pull(state, a):
        leaf = state.detach().requires_grad_()
        return torch.autograd.grad(f(leaf), leaf, a)[0]

    states = [x]
    for _ in range(steps):
        states.append(states[-1] + h * f(states[-1]))
    back = g
    for k in range(steps - 1, -1, -1):
        back = back + h * pull(states[k], back)
    s, a = states[-1], g
    for _ in range(steps):
        s, a = s - h * f(s), a + h * pull(s, a)
    return back, a, s
