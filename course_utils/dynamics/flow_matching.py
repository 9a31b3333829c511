"""A flow learned without solving its equation: flow matching, and the likelihood training that it replaces.

Lipman et al. 2022 (their optimal-transport paths, with no noise left at the end): draw noise x_0, data x_1 and
a time t, and ask the field for the velocity of the straight line between them. Averaged over all lines through a place,
that is the velocity of a flow which takes the noise to the data.
"""

import math
from collections.abc import Callable

import torch
from torch import nn

from course_utils.dynamics.problems import Field
from course_utils.dynamics.solvers import increment

LOG_2_PI = math.log(2 * math.pi)


def matching_loss(field: nn.Module, noise: torch.Tensor, data: torch.Tensor, times: torch.Tensor) -> torch.Tensor:
    """`mean |f(t, x_t) - (x_1 - x_0)|^2` with `x_t = (1 - t) x_0 + t x_1`, a scalar.

    `noise` and `data` `(N, D)`, `times` `(N, 1)`; the field is asked once, as `f(t, x)` with a time for each row. Its
    least value is not 0: many lines cross in one place, and the field can only say their mean.
    """
    between = (1 - times) * noise + times * data
    return (field(times, between) - (data - noise)).square().sum(1).mean()


def flow(field: Field, x: torch.Tensor, steps: int, method: str = "RK4", back: bool = False) -> torch.Tensor:
    """`x(1)` from `x(0) = x`, or with `back` x(0) from x(1): states `(N, D)`, in even steps of `method`."""
    h = (-1 if back else 1) / steps
    for step in range(steps):
        x = x + increment(field, (1.0 if back else 0.0) + step * h, x, h, method)
    return x


def log_likelihood(field: Field, data: torch.Tensor, steps: int, method: str = "RK4") -> torch.Tensor:
    """`log p(x)` of the flow from a standard Gaussian at time 0, in nats, for each row of `data` `(N, D)`: `(N,)`.

    `log p(x_1) = log N(x_0) - integral of div f` along the way (Chen et al. 2018, section 4), solved backwards with the
    exact divergence, so that it can be differentiated.
    """

    def joined(t, state):
        velocity, divergence = with_divergence(field, t, state[:, :-1])
        return torch.cat((velocity, divergence[:, None]), 1)

    start = torch.cat((data, data.new_zeros(len(data), 1)), 1)
    end = flow(joined, start, steps, method, back=True)
    x0, minus_integral = end[:, :-1], end[:, -1]
    return -0.5 * x0.square().sum(1) - 0.5 * x0.shape[1] * LOG_2_PI + minus_integral


def with_divergence(field: Field, t: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The velocity `(N, D)` and its divergence `(N,)`, exactly, by D backward passes; both can be differentiated."""
    with torch.enable_grad():
        x = x if x.requires_grad else x.detach().requires_grad_()
        velocity = field(t, x)
        slopes = (torch.autograd.grad(part.sum(), x, create_graph=True)[0] for part in velocity.unbind(1))
        divergence = sum(slope[:, place] for place, slope in enumerate(slopes))
    return velocity, divergence


def energy_distance(first: torch.Tensor, second: torch.Tensor) -> float:
    """`2 E|X - Y| - E|X - X'| - E|Y - Y'|` of two samples `(N, D)`, `(M, D)`, without a point's distance to itself.

    0 in the mean where both are drawn from one distribution, and above it otherwise (Szekely and Rizzo 2013).
    """
    n, m = len(first), len(second)
    own = torch.cdist(first, first).sum() / (n * (n - 1)) + torch.cdist(second, second).sum() / (m * (m - 1))
    return (2 * torch.cdist(first, second).mean() - own).item()


def train_field(
    field: nn.Module, loss: Callable[[torch.Generator], torch.Tensor], steps: int, seed: int, rate: float = 3e-3
) -> list[float]:
    """`steps` steps of Adam on `loss(generator)`, the rate falling to zero along a cosine; the losses, one a step.

    The generator draws on the CPU, so that a seed means the same on every device; shapes are those of `loss`.
    """
    optimiser = torch.optim.Adam(field.parameters(), rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    generator, losses = torch.Generator().manual_seed(seed), []
    for _ in range(steps):
        optimiser.zero_grad()
        value = loss(generator)
        value.backward()
        optimiser.step()
        schedule.step()
        losses.append(value.detach())
    return torch.stack(losses).tolist()
