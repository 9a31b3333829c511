"""Stacks beyond the lessons': a branch divided by another power of the depth, a norm that ends the stream."""

from collections.abc import Callable

from torch import nn

from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.staged import VectorNet


class ScaledStack(DeepStack):
    """`x_{l+1} = x_l + W_l relu(x_l) / L^power`: a `DeepStack`, which has `power` 1/2, with the same draws.

    0 is x + F, 1 the step of an equation. Bordelon et al. 2023 and Yang et al. 2023 ask for 1/2, Dey et al. 2025 for 1.
    Input `(N, inputs)` or what flattens to it, output `(N, classes)`.
    """

    def __init__(self, depth: int, width: int = 32, power: float = 0.5, inputs: int = 64, classes: int = 10):
        super().__init__(depth, width, inputs=inputs, classes=classes)
        self.branch = depth**-power


class NormedVectorNet(VectorNet):
    """A `VectorNet` with a batch norm and a ReLU before its head, as blocks with norms let the stream grow.

    Input `(N, inputs)` or what flattens to it, output `(N, classes)`.
    """

    def __init__(
        self, depth: int, make_block: Callable[[], nn.Module], width: int = 32, inputs: int = 64, classes: int = 10
    ):
        super().__init__(depth, make_block, width, inputs, classes)
        self.head = nn.Sequential(nn.BatchNorm1d(width), nn.ReLU(), self.head)
