"""Plain and residual twins of a small stack, fitted to one target with one budget, each at its own best settings."""

import itertools
from dataclasses import dataclass

import torch

BLOCKS = (1, 2, 4, 8)
BENDS = (0.0, 0.25, 0.5, 1.0)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)
SCALES = (0.1, 1.0)


@dataclass(frozen=True)
class TwinFit:
    """Two twins on their way to one target. T = steps, S = seeds, P = points; twin 0 is plain, twin 1 residual.

    `x` and `target` are `(P,)`, `outputs` `(T + 1, 2, P)` of the first seed, `errors` `(T + 1, 2, S)` mean squared
    errors, infinite where a seed diverged. `rates` and `scales` are the settings chosen for each twin: least median
    error after the last step.
    """

    blocks: int
    bend: float
    x: torch.Tensor
    target: torch.Tensor
    outputs: torch.Tensor
    errors: torch.Tensor
    rates: tuple[float, float]
    scales: tuple[float, float]


def bent_identity(x: torch.Tensor, bend: float) -> torch.Tensor:
    """`H(x) = x + bend sin(pi x)`: the identity at bend 0, and further from it as `bend` grows.

    Any shape `(N, ...)`, kept.
    """
    return x + bend * torch.sin(torch.pi * x)


def fit_twins(blocks: int, bends=BENDS, steps: int = 100, seeds: int = 5, hidden: int = 16) -> dict[float, TwinFit]:
    """Fit `bent_identity` on [-1, 1] with a stack of 1-D blocks `w2 relu(w1 x + b1) + b2`, with and without the skip.

    Gradient descent for `steps` steps. Twins share the draws of the weights: N(0, 1) for w1 and b1, N(0, s^2 / hidden)
    for w2. The rate (out of `RATES`) and the branch's start size s (out of `SCALES`) are each twin's own best at each
    bend. Everything runs as one batch, bends x settings x twins x seeds. Returns a `TwinFit` for each bend.
    Raises `ValueError` where there is nothing to fit.
    """
    if min(blocks, len(bends), steps, seeds, hidden) < 1:
        raise ValueError("fit_twins needs at least one block, bend, step, seed and hidden unit.")
    settings = list(itertools.product(RATES, SCALES))
    x = torch.linspace(-1, 1, 64)
    target = torch.stack([bent_identity(x, bend) for bend in bends])[:, None, None, None, None]
    outputs = _descend(_draw(blocks, len(bends), settings, seeds, hidden), x, target, settings, steps)
    errors = (outputs - target[..., 0, :]).square().mean(-1).nan_to_num(torch.inf, torch.inf)
    best = errors[-1].median(-1).values.argmin(1)
    return {
        bend: TwinFit(
            blocks,
            bend,
            x,
            bent_identity(x, bend),
            _of_best(outputs[:, index, ..., 0, :], best[index]),
            _of_best(errors[:, index], best[index]),
            *zip(*(settings[place] for place in best[index]), strict=True),
        )
        for index, bend in enumerate(bends)
    }


def _draw(blocks, bends, settings, seeds, hidden):
    """Parameters with batch axes (bends, settings, twins, seeds); one generator a seed, shared by the twins."""
    draws = []
    for seed in range(seeds):
        generator = torch.Generator().manual_seed(seed)
        w1, b1 = torch.randn(2, blocks, hidden, 1, generator=generator)
        w2 = torch.randn(blocks, 1, hidden, generator=generator) / hidden**0.5
        draws.append((w1, b1, w2, torch.zeros(blocks, 1, 1)))
    w1, b1, w2, b2 = (torch.stack(column) for column in zip(*draws, strict=True))
    w2 = torch.stack([w2 * scale for _, scale in settings])[:, None]
    batch = (bends, len(settings), 2, seeds)
    return [weight.expand(*batch, *weight.shape[-3:]).clone() for weight in (w1, b1, w2, b2)]


def _descend(weights, x, target, settings, steps):
    """Outputs `(T + 1, bends, settings, twins, seeds, P)` along plain gradient descent."""
    rate = torch.tensor([rate for rate, _ in settings]).view(1, -1, 1, 1, 1, 1, 1)
    keep = torch.tensor([0.0, 1.0]).view(1, 1, 2, 1, 1, 1)
    outputs = []
    for _ in range(steps + 1):
        weights = [weight.detach().requires_grad_() for weight in weights]
        with torch.enable_grad():
            state = x.expand(*weights[0].shape[:4], 1, -1)
            for w1, b1, w2, b2 in zip(*(weight.unbind(4) for weight in weights), strict=True):
                state = keep * state + w2 @ (w1 * state + b1).relu() + b2
            loss = (state - target).square().mean(-1).sum()
            gradients = torch.autograd.grad(loss, weights)
        outputs.append(state.detach()[..., 0, :])
        weights = [weight - rate * gradient for weight, gradient in zip(weights, gradients, strict=True)]
    return torch.stack(outputs)


def _of_best(values, best):
    """Of `values` `(T + 1, settings, twins, ...)` what each twin did at its best setting, `(T + 1, twins, ...)`."""
    return torch.stack([values[:, place, twin] for twin, place in enumerate(best)], 1)
