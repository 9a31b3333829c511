"""A layer that is the fixed point of another one: infinitely many tied layers, of which none is kept.

Bai, Kolter and Koltun 2019, section 3: find z* with `z* = f(z*, x)` by any means, and get the gradient from the
implicit function theorem, `dz*/dx = (I - df/dz)^-1 df/dx`, by one more linear fixed point.
"""

import torch
from torch import nn


class TiedLayer(nn.Module):
    """`f(z, x) = tanh(c W z / |W| + U x + b)`: one layer, with the input fed in at every depth.

    |W| is the spectral norm, so that c bounds the Lipschitz constant in z: below 1 there is one fixed point, and every
    iteration goes there (Banach). Shapes `(N, width)`. Raises `ValueError` for a c that is not above 0.
    """

    def __init__(self, width: int, c: float = 0.9):
        super().__init__()
        if not c > 0:
            raise ValueError(f"The bound on the slope is above 0, not {c}.")
        self.c, self.inner, self.outer = c, nn.Linear(width, width, bias=False), nn.Linear(width, width)

    def forward(self, z, x):
        weight = self.inner.weight
        return torch.tanh(self.c * z @ (weight / torch.linalg.matrix_norm(weight, 2)).T + self.outer(x))


class Equilibrium(nn.Module):
    """`z* = f(z*, x)` for x `(N, width)`, from z = 0, by repeating f until it moves by less than `tolerance`.

    The change is the largest norm of a row over that of z, and `most` bounds the number of repetitions. How often f and
    its transpose were asked last is in `evaluations`. `unrolled=T` repeats f T times and backpropagates through all of
    them instead.
    """

    host_decisions = True  # it looks at how far z moves: no CUDA graph can hold that

    def __init__(self, layer: nn.Module, tolerance: float = 1e-5, most: int = 200, unrolled: int = 0):
        super().__init__()
        self.layer, self.tolerance, self.most, self.unrolled = layer, tolerance, most, unrolled
        self.evaluations = {"forward": 0, "backward": 0}

    def forward(self, x):
        z = torch.zeros_like(x)
        if self.unrolled:
            for _ in range(self.unrolled):
                z = self.layer(z, x)
            return z
        with torch.no_grad():
            z, self.evaluations["forward"] = self._settle(lambda z: self.layer(z, x), z)
        z = self.layer(z, x)
        if z.requires_grad:
            z = self._implicit(z, x)
        return z

    def _implicit(self, z, x):
        """The same numbers, with a backward pass that first solves `g = g df/dz + gradient`."""
        start = z.detach().requires_grad_()
        again = self.layer(start, x.detach())

        def solve(gradient):
            def back(g):
                return torch.autograd.grad(again, start, g, retain_graph=True)[0] + gradient

            found, self.evaluations["backward"] = self._settle(back, gradient)
            return found

        z.register_hook(solve)
        return z

    def _settle(self, step, z):
        """`z = step(z)` until it stands still; z and how often `step` was asked."""
        count, moves = 0, True
        while moves and count < self.most:
            before, z, count = z, step(z), count + 1
            moves = ((z - before).norm(dim=1) > self.tolerance * (1e-12 + z.norm(dim=1))).any()
        return z, count
