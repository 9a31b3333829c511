"""Total variation of a function on an interval, and what it says about `y = x + f(x)`."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class VariationBounds:
    """Bounds on the total variation of `y = x + f(x)` on [0, 1], from that of f (triangle inequality).

    `lower = |1 - V|`, `upper = 1 + V`; `sharper` also uses the end points, `max(|1 - V|, |1 + f(1) - f(0)|)`.
    """

    lower: float
    upper: float
    sharper: float


def total_variation(values: torch.Tensor) -> torch.Tensor:
    """`sum |v_{i+1} - v_i|` along the last axis of `(..., N)`: the way up plus the way down."""
    return values.diff(dim=-1).abs().sum(-1)


def variation_bounds(f: torch.Tensor) -> VariationBounds:
    """The bounds for samples `f` `(N,)` of a function on an even grid over [0, 1]."""
    variation, rise = float(total_variation(f)), float(f[-1] - f[0])
    return VariationBounds(abs(1 - variation), 1 + variation, max(abs(1 - variation), abs(1 + rise)))
