"""A residual block as a correction: from the state x towards a target t, by adding F."""

import math
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Correction:
    """How a step F changes the error e = t - x; all lengths are Euclidean norms.

    `cosine` is the cosine between F and e, 0 where one of them is zero. `threshold` is |F| / (2 |e|); for e = 0 it is
    infinite, or 0 where F is zero too. The error falls exactly where `cosine > threshold`, because
    |e - F|^2 = |e|^2 - 2 |e| |F| cosine + |F|^2.
    """

    cosine: float
    threshold: float
    before: float
    after: float

    @property
    def helps(self) -> bool:
        """Whether the error is smaller after the step."""
        return self.after < self.before


def correction(x: torch.Tensor, target: torch.Tensor, step: torch.Tensor) -> Correction:
    """Measure the step F = `step` from `x` towards `target`; three tensors of one shape.

    Raises `ValueError` for unlike shapes.
    """
    if not x.shape == target.shape == step.shape:
        raise ValueError(f"x, target and step need one shape, not {[tuple(v.shape) for v in (x, target, step)]}.")
    error, step = (target - x).double(), step.double()
    before, length = error.norm().item(), step.norm().item()
    cosine = (error * step).sum().item() / (before * length) if before * length else 0.0
    threshold = length / (2 * before) if before else math.inf if length else 0.0
    return Correction(cosine, threshold, before, (error - step).norm().item())
