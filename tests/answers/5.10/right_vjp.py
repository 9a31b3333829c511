# torch.autograd.functional.vjp, forwards and back

from torch.autograd.functional import vjp


def gradients(f, x, g, steps):
    def forwards(x):
        for _ in range(steps):
            x = x + f(x) / steps
        return x

    state, backprop = vjp(forwards, x, g)
    a = g
    for _ in range(steps):
        arrow, more = vjp(f, state, a)
        state, a = state - arrow / steps, a + more / steps
    return backprop, a, state
