"""Runge-Kutta methods as data, and the two ways between a numerical method and a stack of residual blocks.

One step is `x_{n+1} = x_n + h sum_i b_i k_i` with `k_i = f(t_n + c_i h, x_n + h sum_j a_ij k_j)` (Hairer, Norsett,
Wanner, "Solving Ordinary Differential Equations I", section II.1): a residual block whose branch is the sum.
"""

import itertools
import math
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.blocks.residual import ResidualUnit
from course_utils.dynamics.problems import Field


@dataclass(frozen=True)
class Tableau:
    """The numbers of one explicit Runge-Kutta method: `a[i]` has i entries, `b` and `c` one for each stage."""

    name: str
    order: int
    a: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]

    @property
    def c(self) -> tuple[float, ...]:
        """The times of the stages, in steps: the row sums of a."""
        return tuple(sum(row) for row in self.a)

    @property
    def stages(self) -> int:
        """Evaluations of f a step."""
        return len(self.b)


EULER = Tableau("Euler", 1, ((),), (1.0,))
MIDPOINT = Tableau("midpoint", 2, ((), (0.5,)), (0.0, 1.0))
HEUN = Tableau("Heun", 2, ((), (1.0,)), (0.5, 0.5))
RK4 = Tableau("RK4", 4, ((), (0.5,), (0.0, 0.5), (0.0, 0.0, 1.0)), (1 / 6, 1 / 3, 1 / 3, 1 / 6))

METHODS = {tableau.name: tableau for tableau in (EULER, MIDPOINT, HEUN, RK4)}


def as_tableau(method: str | Tableau) -> Tableau:
    """The tableau of a method's name; a tableau is returned as it is. Raises `ValueError` for an unknown name."""
    if isinstance(method, Tableau):
        return method
    if method not in METHODS:
        raise ValueError(f"No method is called {method!r}. Choose one of {', '.join(METHODS)}, or give a Tableau.")
    return METHODS[method]


def increment(f: Field, t: float, x: torch.Tensor, h: float, method: str | Tableau = "Euler") -> torch.Tensor:
    """`h sum_i b_i k_i`: what one step of length h adds to x, of the shape of x."""
    tableau, slopes = as_tableau(method), []
    for row, c in zip(tableau.a, tableau.c, strict=True):
        slopes.append(f(t + c * h, x + h * _weighted(row, slopes)))
    return h * _weighted(tableau.b, slopes)


def even_times(span: tuple[float, float], steps: int) -> torch.Tensor:
    """`steps + 1` evenly spaced times from the start to the end of `span`, float64.

    Shape `(steps + 1,)`. Raises `ValueError` for less than one step.
    """
    if steps < 1:
        raise ValueError(f"An integration takes one step or more, not {steps}.")
    return torch.linspace(*span, steps + 1, dtype=torch.float64)


def integrate(f: Field, x0: torch.Tensor, times: torch.Tensor, method: str | Tableau = "Euler") -> torch.Tensor:
    """States at `times` `(T,)`, one step between neighbours, from `x0` of any shape: `(T, *x0.shape)`.

    The method's own steps, nothing in between: `even_times(span, steps)` makes the times. Times may run backwards.
    """
    tableau, states = as_tableau(method), [x0]
    marks = [float(time) for time in times]
    for t, later in itertools.pairwise(marks):
        states.append(states[-1] + increment(f, t, states[-1], later - t, tableau))
    return torch.stack(states)


class StepBranch(nn.Module):
    """The branch `F(x) = h sum_i b_i k_i` of one step of a method at time t: `x + F(x)` is the step."""

    def __init__(self, f: Field, t: float, h: float, method: str | Tableau = "Euler"):
        super().__init__()
        self.f, self.t, self.h, self.tableau = f, t, h, as_tableau(method)

    def forward(self, x):
        return increment(self.f, self.t, x, self.h, self.tableau)

    def extra_repr(self):
        """The method and the step, for `print(block)`."""
        return f"{self.tableau.name}, t = {self.t:g}, h = {self.h:g}"


def as_residual_stack(
    f: Field, span: tuple[float, float], steps: int, method: str | Tableau = "Euler"
) -> nn.Sequential:
    """A method as a residual network: `steps` blocks `x + F_n(x)`, each one step; the stack integrates over `span`."""
    times = even_times(span, steps).tolist()
    h = (span[1] - span[0]) / steps
    return nn.Sequential(*(ResidualUnit(StepBranch(f, t, h, method)) for t in times[:-1]))


def as_field(blocks: nn.Sequential, step: float = 1.0) -> Field:
    """A residual network as a field: `f(t, x) = F_l(x) / h` for t in [l h, (l + 1) h), constant in t on each piece.

    Euler with step h over [0, L h] gives back the network's states, *whatever h is*: the step is hidden in the weights.
    Before the first piece and behind the last, the field is that of the first and the last block. `blocks` are `x +
    F(x)` with a `residual` and nothing after the addition. Raises `ValueError` for no block, or a step of 0 or less.
    """
    branches = [block.residual for block in blocks]
    if not branches or not step > 0:
        raise ValueError("A field needs at least one block and a step above 0.")

    def f(t, x):
        place = math.floor(float(t) / step + 1e-6)  # a time of l h, rounded, must not fall into the piece before
        return branches[min(max(place, 0), len(branches) - 1)](x) / step

    return f


def _weighted(weights, slopes):
    """`sum_i w_i k_i`, without the terms whose weight is 0."""
    return sum((w * k for w, k in zip(weights, slopes, strict=True) if w), start=0.0)
