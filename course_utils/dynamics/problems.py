"""Differential equations whose solution is known: what a numerical method is held against."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch

Field = Callable[[float, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Problem:
    """An initial value problem `dx/dt = f(t, x)`, `x(start) = x0`, with its solution in closed form.

    `f(t, x)` takes a time and states `(..., D)` and returns velocities of the same shape. `exact(times)` takes times
    `(T,)` and returns states `(T, D)`. `x0` is `(D,)`, float64; `span` is (start, end).
    """

    name: str
    equation: str
    f: Field
    exact: Callable[[torch.Tensor], torch.Tensor]
    x0: torch.Tensor
    span: tuple[float, float]

    @property
    def end(self) -> torch.Tensor:
        """The exact state at the end of the span, `(D,)`."""
        return self.exact(torch.tensor([self.span[1]], dtype=torch.float64))[0]


def linear(matrix: torch.Tensor, x0: torch.Tensor, end: float, name: str = "linear") -> Problem:
    """`dx/dt = A x` on [0, end], solved by `x(t) = exp(t A) x_0`. `matrix` `(D, D)`, `x0` `(D,)`.

    Raises `ValueError` where the matrix does not fit the state.
    """
    matrix, x0 = matrix.double(), x0.double()
    if matrix.shape != (len(x0), len(x0)):
        raise ValueError(f"The matrix must be ({len(x0)}, {len(x0)}) for a state of {len(x0)}, not {matrix.shape}.")

    def exact(times):
        return torch.linalg.matrix_exp(times.double()[:, None, None] * matrix) @ x0

    return Problem(name, "x' = A x", lambda t, x: x @ matrix.to(x.dtype).T, exact, x0, (0.0, end))


def decay(rate: float = 1.0, end: float = 3.0) -> Problem:
    """`x' = -rate x`, `x(0) = 1`: everything that is linear and stable, in one number."""
    return _one("decay", f"x' = -{rate:g} x", lambda t, x: -rate * x, lambda t: torch.exp(-rate * t), end)


def logistic(end: float = 3.0) -> Problem:
    """`x' = x (1 - x)`, `x(0) = 1/5`: growth that runs into a fixed point at 1."""
    return _one("logistic", "x' = x (1 - x)", lambda t, x: x * (1 - x), lambda t: 1 / (1 + 4 * torch.exp(-t)), end, 0.2)


def pulse(end: float = 3.0) -> Problem:
    """`x' = x cos t`, `x(0) = 1`: the field itself changes with time, as weights change with depth."""

    def f(t, x):
        return x * math.cos(t)

    return _one("pulse", "x' = x cos t", f, lambda t: torch.exp(torch.sin(t)), end)


def stiff(rate: float = 25.0, end: float = 2.0) -> Problem:
    """`x' = -rate (x - cos t)`, `x(0) = 0`: a slow curve with something very fast around it (Prothero, Robinson 1974).

    The solution is `(rate^2 cos t + rate sin t - rate^2 exp(-rate t)) / (1 + rate^2)`.
    """

    def exact(t):
        forced = rate**2 * torch.cos(t) + rate * torch.sin(t)
        return (forced - rate**2 * torch.exp(-rate * t)) / (1 + rate**2)

    return _one("stiff", f"x' = -{rate:g} (x - cos t)", lambda t, x: -rate * (x - math.cos(t)), exact, end, 0.0)


def rotation(end: float = 2 * math.pi) -> Problem:
    """`x' = -y, y' = x` from (1, 0): once around the circle, whose radius a good method keeps."""
    return linear(torch.tensor([[0.0, -1.0], [1.0, 0.0]]), torch.tensor([1.0, 0.0]), end, "rotation")


def spiral(damping: float = 0.3, end: float = 6.0) -> Problem:
    """A rotation that is damped: `x' = -d x - 2 y, y' = 2 x - d y` from (1, 0); eigenvalues `-d ± 2i`."""
    matrix = torch.tensor([[-damping, -2.0], [2.0, -damping]])
    return linear(matrix, torch.tensor([1.0, 0.0]), end, "spiral")


ZOO = {make.__name__: make for make in (decay, logistic, pulse, stiff, rotation, spiral)}


def _one(name, equation, f, exact, end, x0=1.0):
    """A problem with one number as its state."""
    start = torch.tensor([x0], dtype=torch.float64)
    return Problem(name, equation, f, lambda times: exact(times.double())[:, None], start, (0.0, end))
