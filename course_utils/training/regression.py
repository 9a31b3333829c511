"""Points fitted by a model: full batches, the mean squared error, no hardware to choose."""

import torch
from torch import nn

from course_utils.training.loop import descend


def fit(model: nn.Module, x: torch.Tensor, y: torch.Tensor, steps: int = 150, rate: float = 0.03) -> list[float]:
    """Adam on the mean squared error of `model(x)` against y, all points at once; returns the error before each step.

    `x` `(N, ...)` is what the model takes, `y` has the shape of what it returns.
    """
    optimiser, errors = torch.optim.Adam(model.parameters(), rate), []
    for _ in range(steps):
        loss = (model(x) - y).square().mean()
        descend(loss, optimiser)
        errors.append(loss.item())
    return errors
