"""Stacks whose states can be computed back from the last one, so that training need not keep them.

Two ways to make a residual step invertible without solving anything: couple two halves of the state (reversible
networks, Gomez et al. 2017, section 3), or give the state a velocity (momentum networks, Sander et al. 2021).
"""

import itertools
from collections.abc import Iterable

import torch
from torch import nn

from course_utils.blocks.residual import MLPBlock
from course_utils.networks.staged import seeded


class Coupling(nn.Module):
    """`y1 = x1 + F(x2)`, `y2 = x2 + G(y1)` for halves x1, x2 of the state (Gomez et al. 2017, section 3).

    The inverse subtracts what was added: `x2 = y2 - G(y1)`, `x1 = y1 - F(x2)`. State `(N, 2 D)` in and out,
    with branches `(N, D)` to `(N, D)`.
    """

    def __init__(self, first: nn.Module, second: nn.Module):
        super().__init__()
        self.first, self.second = first, second

    def forward(self, state):
        x1, x2 = state.chunk(2, 1)
        y1 = x1 + self.first(x2)
        return torch.cat((y1, x2 + self.second(y1)), 1)

    def inverse(self, state: torch.Tensor) -> torch.Tensor:
        """The state `(N, 2 D)` that this step came from, up to rounding."""
        y1, y2 = state.chunk(2, 1)
        x2 = y2 - self.second(y1)
        return torch.cat((y1 - self.first(x2), x2), 1)


class MomentumStep(nn.Module):
    """`v' = g v + (1 - g) F(x)`, `x' = x + v'` for the state (x, v) (Sander et al. 2021), g between 0 and 1.

    The inverse is `x = x' - v'`, `v = (v' - (1 - g) F(x)) / g`: it divides by g, and with it the rounding of v'
    grows. State `(N, 2 D)` in and out, with a branch `(N, D)` to `(N, D)`. Raises `ValueError` for another g.
    """

    def __init__(self, residual: nn.Module, gamma: float = 0.9):
        super().__init__()
        if not 0 < gamma < 1:
            raise ValueError(f"The momentum lies between 0 and 1, not at {gamma}: the inverse divides by it.")
        self.residual, self.gamma = residual, gamma

    def forward(self, state):
        x, v = state.chunk(2, 1)
        v = self.gamma * v + (1 - self.gamma) * self.residual(x)
        return torch.cat((x + v, v), 1)

    def inverse(self, state: torch.Tensor) -> torch.Tensor:
        """The state `(N, 2 D)` that this step came from, up to rounding times 1 / g."""
        x, v = state.chunk(2, 1)
        x = x - v
        return torch.cat((x, (v - (1 - self.gamma) * self.residual(x)) / self.gamma), 1)


class ReversibleStack(nn.Module):
    """Invertible steps in a row. With `keep=False` the backward pass computes every state back from the last one.

    Each step has `forward` and `inverse` on states `(N, ...)`. The gradient is that of backpropagation up to the
    rounding of the inverse; steps may not draw random numbers or keep batch statistics, since they run twice.
    """

    def __init__(self, steps: Iterable[nn.Module], keep: bool = False):
        super().__init__()
        self.steps, self.keep = nn.ModuleList(steps), keep

    def forward(self, state):
        if self.keep:
            for step in self.steps:
                state = step(state)
            return state
        return _Backwards.apply(self.steps, state, *self.steps.parameters())

    @torch.no_grad()
    def inverse(self, state: torch.Tensor) -> torch.Tensor:
        """The input `(N, ...)` that this output came from, step by step, last step first."""
        for step in reversed(self.steps):
            state = step.inverse(state)
        return state


class _Backwards(torch.autograd.Function):
    """The stack as one operation that saves its output alone."""

    @staticmethod
    def forward(ctx, steps, state, *parameters):
        ctx.steps = steps
        for step in steps:
            state = step(state)
        ctx.save_for_backward(state)
        return state

    @staticmethod
    def backward(ctx, gradient):
        (state,), found = ctx.saved_tensors, []
        for step in reversed(ctx.steps):
            with torch.no_grad():
                before = step.inverse(state)
            with torch.enable_grad():
                before = before.detach().requires_grad_()
                wanted = [before, *step.parameters()]
                gradient, *own = torch.autograd.grad(step(before), wanted, gradient)
            state = before.detach()
            found.append(own)
        return None, gradient, *itertools.chain.from_iterable(reversed(found))


def random_stack(kind: str, depth: int, gamma: float = 0.9, width: int = 16, seed: int = 0) -> ReversibleStack:
    """`depth` random steps of `kind` "momentum" or "coupling" on states `(N, 2 width)`, whose branches are MLPs.

    A branch keeps the size of what it is given over all steps together. Raises `ValueError` for another kind.
    """
    if kind not in ("momentum", "coupling"):
        raise ValueError(f"No reversible step is called {kind!r}: there are momentum and coupling.")
    with seeded(seed):
        branches = [MLPBlock(width).residual for _ in range(depth * (1 + (kind == "coupling")))]
    with torch.no_grad():
        for branch in branches:
            branch[-1].weight *= depth**-0.5
    if kind == "momentum":
        return ReversibleStack(MomentumStep(branch, gamma) for branch in branches)
    return ReversibleStack(Coupling(*pair) for pair in zip(branches[::2], branches[1::2], strict=True))


@torch.no_grad()
def inverse_errors(kind: str, depth: int, gamma: float, dtype: torch.dtype, seed: int = 0) -> torch.Tensor:
    """Relative error of every state of a `random_stack` computed back from its last one, last first, `(depth + 1,)`.

    The way forwards and the way back are both in `dtype`, on the CPU; the momentum's velocity starts at zero.
    """
    stack = random_stack(kind, depth, gamma, seed=seed).to(dtype)
    state = torch.randn(64, 32, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)
    if kind == "momentum":
        state[:, 16:] = 0
    path = [state]
    for step in stack.steps:
        path.append(step(path[-1]))
    errors, back = [torch.zeros((), dtype=torch.float64)], path[-1]
    for step, true in zip(reversed(stack.steps), reversed(path[:-1]), strict=True):
        back = step.inverse(back)
        off = (back.double() - true.double()).norm() / true.double().norm()
        errors.append(off.nan_to_num(torch.inf))
    return torch.stack(errors)
