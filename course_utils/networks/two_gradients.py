"""Fields on which the adjoint's gradient and backpropagation's agree or part, and the measurement of both."""

from collections.abc import Iterable

import torch
from torch import nn

from course_utils.networks.neural_ode import Backward, NeuralODE, differentiate


class Pulled(nn.Module):
    """`f(t, x) = g(t, x) - pull x`: a field that draws all states together, the faster the larger `pull`."""

    def __init__(self, inner: nn.Module, pull: float):
        super().__init__()
        self.inner, self.pull = inner, pull

    def forward(self, t, x):
        return self.inner(t, x) - self.pull * x


class Fading(nn.Module):
    """The first half of the channels fades like exp(-20 t); the second half hears it through weights, and keeps it."""

    def __init__(self, width: int):
        super().__init__()
        self.ear = nn.Linear(width // 2, width // 2)

    def forward(self, t, x):
        first = x[:, : x.shape[1] // 2]
        return torch.cat((-20 * first, torch.tanh(self.ear(first))), 1)


def both_gradients(
    field: nn.Module, method: str, steps: Iterable[int], width: int = 4, samples: int = 64
) -> dict[int, tuple[Backward, Backward]]:
    """For each number of steps, a gradient by backpropagation and one by the adjoint; inputs `(samples, width)`."""
    x = torch.randn(samples, width, generator=torch.Generator().manual_seed(0))
    return {
        count: tuple(differentiate(NeuralODE(field, method, count, adjoint=way), x) for way in (False, True))
        for count in steps
    }


def gradient_distance(through: Backward, adjoint: Backward) -> float:
    """`|g_adjoint - g| / |g|` of the two gradients by the parameters."""
    return ((through.gradient - adjoint.gradient).norm() / through.gradient.norm()).item()
