"""The signal on its way forward: its size, its direction, how much of the input is left in it."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

# A rule turns the depth L into (a, b) of the update x_{l+1} = a x_l + b f(x_l).
RULES = {
    "x + f": lambda depth: (1.0, 1.0),
    "x/L + f": lambda depth: (1 / depth, 1.0),
    "x + f/L": lambda depth: (1.0, 1 / depth),
    "x + f/sqrt(L)": lambda depth: (1.0, depth**-0.5),
    "sqrt(1-1/L) x + f/sqrt(L)": lambda depth: ((1 - 1 / depth) ** 0.5, depth**-0.5),
    "f (plain)": lambda depth: (0.0, 1.0),
}


@dataclass(frozen=True)
class Propagation:
    """What one scaling rule does to a signal over depth; each tensor has an entry for each l = 0 .. L.

    `size`: mean square of the entries of x_l over that of x_0. `cosine`: mean cosine of x_l with x_0. `alike`: mean
    cosine between different samples (`pairwise_cosine`); independent Gaussian inputs begin near 0.
    `log_identity`: log10 of the coefficient of x_0 in x_l along the skips alone (-inf where there is no skip).
    """

    rule: str
    size: torch.Tensor
    cosine: torch.Tensor
    alike: torch.Tensor
    log_identity: torch.Tensor


def scales(rule: str, depth: int) -> tuple[float, float]:
    """The factors (a, b) of a rule at one depth. Raises `ValueError` for another rule, or a depth below 1."""
    if rule not in RULES:
        raise ValueError(f"No rule is called {rule!r}. Choose one of {', '.join(RULES)}.")
    if depth < 1:
        raise ValueError(f"The depth must be at least 1, not {depth}.")
    return RULES[rule](depth)


@torch.no_grad()
def propagate(depth: int, width: int = 128, gain: float = 1.0, samples: int = 16, seed: int = 0) -> dict:
    """Send Gaussian inputs through `depth` random blocks `a x + b f(x)` under every rule, and measure.

    `f(x) = gain W relu(x)`, W `(width, width)` drawn anew for each block from N(0, 2 / width), the same for all rules:
    at gain 1 the branch has the mean square of its input (He et al. 2015b, eq. 10). Returns a `Propagation` for each
    name in `RULES`. Raises `ValueError` for a depth below 1.
    """
    factors = torch.tensor([scales(rule, depth) for rule in RULES], dtype=torch.float64)
    skip, branch = factors.T[:, :, None, None]
    start = torch.randn(samples, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    stream = [start.expand(len(RULES), -1, -1)]
    for layer in range(depth):
        stream.append(skip * stream[-1] + (gain * branch) * (stream[-1].relu() @ _weight(layer, width, seed)))
    states = torch.stack(stream, 1)
    square = states.square().mean((2, 3))
    units = states / square.sqrt()[:, :, None, None]  # a faint signal has a direction too: keep it above torch's eps
    cosine = torch.cosine_similarity(units[:, :1], units, dim=3).mean(2)
    alike = _mean_cosine(units)
    steps = torch.arange(depth + 1.0, dtype=torch.float64)
    return {
        rule: Propagation(rule, square[i] / square[i, 0], cosine[i], alike[i], _log_identity(skip[i], steps))
        for i, rule in enumerate(RULES)
    }


def pairwise_cosine(states: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean cosine between different samples, for each of the states `(N, ...)`: 1 means all inputs point one way.

    A zero vector has cosine 0 with every other. Raises `ValueError` for fewer than two samples.
    """
    return torch.stack([_mean_cosine(state.detach().flatten(1)) for state in states])


@functools.lru_cache(maxsize=128)
def _weight(layer, width, seed):
    """The `(width, width)` weights of one layer, the same at every depth; drawing them takes longer than using them."""
    generator = torch.Generator().manual_seed(10_007 * (seed + 1) + layer)
    return torch.randn(width, width, generator=generator, dtype=torch.float64) * math.sqrt(2 / width)


def _log_identity(skip, steps):
    coefficient = math.log10(skip) if skip > 0 else -math.inf
    return torch.where(steps > 0, steps * coefficient, 0.0)


def _mean_cosine(vectors):
    """Mean cosine between the N rows of `(..., N, D)`."""
    count = vectors.shape[-2]
    if count < 2:
        raise ValueError(f"A cosine between samples needs at least two of them, not {count}.")
    units = torch.nn.functional.normalize(vectors, dim=-1)
    return (units.sum(-2).square().sum(-1) - units.square().sum((-2, -1))) / (count * (count - 1))
