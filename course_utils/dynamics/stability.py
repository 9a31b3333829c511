"""A residual block as a step in time: fixed points, stability, orders of convergence, Lipschitz bounds, inverses."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.dynamics.problems import Problem
from course_utils.dynamics.solvers import Tableau, as_tableau, even_times, integrate

Branch = Callable[[torch.Tensor], torch.Tensor]

ONE_LIPSCHITZ = (nn.ReLU, nn.Tanh, nn.Identity, nn.LeakyReLU, nn.ELU, nn.Softplus, nn.Flatten)


def newton(branch: Branch, start: torch.Tensor, steps: int = 50, tolerance: float = 1e-10) -> torch.Tensor:
    """A fixed point of `x + F(x)`, that is `F(x*) = 0`, by Newton's method from `start` `(D,)`.

    Each step solves `J_F(x) d = -F(x)` with the exact Jacobian of `torch.func.jacrev`. Raises `ValueError` where no
    root is found in `steps` steps, or the Jacobian is singular on the way.
    """
    x = start.detach().clone()
    for _ in range(steps):
        value = branch(x)
        if value.norm() < tolerance:
            return x.detach()
        try:
            x = (x - torch.linalg.solve(torch.func.jacrev(branch)(x), value)).detach()
        except RuntimeError as error:
            raise ValueError("The Jacobian became singular on Newton's way: start somewhere else.") from error
    raise ValueError(f"Newton found no fixed point from this start in {steps} steps: start nearer to one.")


def fixed_points(branch: Branch, starts: Iterable[torch.Tensor], apart: float = 1e-4) -> torch.Tensor:
    """The different fixed points that Newton finds from many `starts`, `(K, D)`, sorted by their first entry."""
    points = []
    for start in starts:
        try:
            point = newton(branch, start)
        except ValueError:
            continue
        if all((point - other).norm() > apart for other in points):
            points.append(point)
    return torch.stack(sorted(points, key=lambda point: point[0].item())) if points else torch.empty(0, len(start))


@dataclass(frozen=True)
class Stability:
    """A fixed point's eigenvalues `(D,)`, complex, and its two verdicts at step h.

    `rate` is the largest `Re(lambda)`: the ODE's distances to the point go like `exp(rate t)`. `factor` is the largest
    `|1 + h lambda|`: those of the network, step by step, like `factor^n`.
    """

    eigenvalues: torch.Tensor
    h: float

    @property
    def rate(self) -> float:
        """The largest Re(lambda): the equation is stable where it is below 0."""
        return self.eigenvalues.real.max().item()

    @property
    def factor(self) -> float:
        """The largest |1 + h lambda|: the network is stable where it is below 1."""
        return (1 + self.h * self.eigenvalues).abs().max().item()

    @property
    def ode(self) -> bool:
        """Does a solution of `dx/dt = F(x)` that starts nearby run into the point?"""
        return self.rate < 0

    @property
    def network(self) -> bool:
        """Does `x + h F(x)`, repeated, run into the point?"""
        return self.factor < 1


def stability(branch: Branch, point: torch.Tensor, h: float = 1.0) -> Stability:
    """Eigenvalues of `J_F` at a fixed point `(D,)`, and what they say of the ODE and of a network with step h."""
    return Stability(torch.linalg.eigvals(torch.func.jacrev(branch)(point.detach()).detach()), h)


def largest_stable_step(eigenvalues: torch.Tensor) -> float:
    """The largest h with `|1 + h lambda| <= 1` for all eigenvalues: the least of `-2 Re(lambda) / |lambda|^2`, or 0.

    `eigenvalues` complex, of shape `(D,)`.
    """
    return max(0.0, (-2 * eigenvalues.real / eigenvalues.abs().square()).min().item())


def stability_function(method: str | Tableau, z: torch.Tensor) -> torch.Tensor:
    """R(z): what one step multiplies the solution of `x' = lambda x` by, z = h lambda, of the shape of z.

    `R(z) = 1 + sum_k z^k b^T A^{k-1} 1`, a polynomial for an explicit method (Hairer, Wanner, volume II, section IV.2).
    The method is stable at z where |R(z)| < 1.
    """
    tableau = as_tableau(method)
    matrix = torch.zeros(tableau.stages, tableau.stages, dtype=z.dtype)
    for i, row in enumerate(tableau.a):
        matrix[i, : len(row)] = torch.tensor(row, dtype=z.dtype)
    stage, factor, power = torch.ones(tableau.stages, dtype=z.dtype), torch.ones_like(z), torch.ones_like(z)
    for _ in range(tableau.stages):
        power = power * z
        factor = factor + power * (torch.tensor(tableau.b, dtype=z.dtype) @ stage)
        stage = matrix @ stage
    return factor


def final_errors(problem: Problem, method: str | Tableau, steps: Iterable[int]) -> torch.Tensor:
    """Distance to the exact solution at the end of the span, for each number of even steps, `(K,)`."""
    ends = [integrate(problem.f, problem.x0, even_times(problem.span, count), method)[-1] for count in steps]
    return torch.stack([(end - problem.end).norm() for end in ends])


def convergence_order(sizes: torch.Tensor, errors: torch.Tensor) -> float:
    """The slope of log(error) over log(size), by least squares: p where the error goes like `size^p`.

    `sizes` and `errors` `(K,)`, K >= 2, all above 0. Leave out the large steps and those where rounding takes over.
    Raises `ValueError` for fewer than two sizes, and for any value that is not above 0.
    """
    sizes, errors = torch.as_tensor(sizes).double(), torch.as_tensor(errors).double()
    if len(sizes) < 2 or sizes.shape != errors.shape or not (sizes > 0).all() or not (errors > 0).all():
        raise ValueError("An order needs at least two sizes, an error for each, and all of them above 0.")
    x, y = sizes.log() - sizes.log().mean(), errors.log() - errors.log().mean()
    return (x @ y / (x @ x)).item()


def lipschitz_bound(branch: nn.Module) -> float:
    """An upper bound on the Lipschitz constant: the product of the spectral norms of the linear layers.

    For `nn.Sequential`s of linear layers and activations with slope at most 1 (`ONE_LIPSCHITZ`). Raises `ValueError`
    for any other module, whose constant is not known here.
    """
    if isinstance(branch, nn.Sequential):
        return math.prod(lipschitz_bound(module) for module in branch)
    if isinstance(branch, nn.Linear):
        return torch.linalg.matrix_norm(branch.weight.detach(), 2).item()
    if isinstance(branch, ONE_LIPSCHITZ):
        return 1.0
    raise ValueError(f"No Lipschitz bound is known for {type(branch).__name__}: use linear layers and ReLU or tanh.")


def lipschitz_estimate(branch: Branch, points: torch.Tensor) -> float:
    """A lower bound: the largest norm of the Jacobian at any of `points` `(N, D)`."""
    jacobians = torch.func.vmap(torch.func.jacrev(branch))(points)
    return torch.linalg.matrix_norm(jacobians.detach(), 2).max().item()


@torch.no_grad()
def set_lipschitz_bound(branch: nn.Sequential, bound: float) -> None:
    """Scale the linear layers of `branch` alike, in place, until `lipschitz_bound(branch)` is `bound`."""
    linears = [module for module in branch.modules() if isinstance(module, nn.Linear)]
    factor = (bound / lipschitz_bound(branch)) ** (1 / len(linears))
    for linear in linears:
        linear.weight.mul_(factor)


@torch.no_grad()
def inversion(branch: Branch, y: torch.Tensor, steps: int = 50) -> torch.Tensor:
    """All iterates of `x_{k+1} = y - F(x_k)`, `x_0 = y`: `(steps + 1, *y.shape)`; the last one inverts `y = x + F(x)`.

    Behrmann et al. 2019, algorithm 1. With Lip(F) < 1 the map contracts, and after k steps the error is at most
    `Lip(F)^k / (1 - Lip(F)) |x_1 - x_0|` (Banach). Above 1 nothing is promised.
    """
    iterates = [y]
    for _ in range(steps):
        iterates.append(y - branch(iterates[-1]))
    return torch.stack(iterates)
