"""A residual branch that is small when training begins: by a norm inside it, or by what its last factor starts at."""

import torch
from torch import nn

from course_utils.blocks.preactivation import arrange
from course_utils.blocks.residual import ResidualUnit, he_init, set_to_zero

# What keeps the branch small at the start. "LayerScale" keeps the norm, as its paper does; the others go without.
STARTS = ("full size", "batch norm", "LayerScale", "zero layer", "zero scalar", "Fixup")
TINY = 1e-5  # Touvron et al. 2021, section 2, for 24 blocks


class LearnedFactor(nn.Module):
    """`a x` with a learned `a`: one number (`size=1`) or one for each of the last axis's entries. Shape as given."""

    def __init__(self, size: int = 1, start: float = 0.0):
        super().__init__()
        self.factor = nn.Parameter(torch.full((size,), start))

    def forward(self, x):
        return self.factor * x

    def extra_repr(self):
        """How many numbers, for `print(block)`."""
        return f"{len(self.factor)} learned"


class LearnedBias(nn.Module):
    """`x + b` with one learned number b that starts at zero. Shape as given."""

    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.bias


class SmallStartBlock(ResidualUnit):
    """`x + F(x)`, `F = W2 relu(W1 relu(x))` on vectors, and a `start` that makes F small; `(N, width)` in and out.

    All have the same W1 and W2 from the same seed, with He's initialisation (`he_init`):

    - "full size": nothing else. "batch norm": a norm before each ReLU, as in `OrderedMLPBlock`.
    - "LayerScale" (Touvron et al. 2021): the norms, and a learned factor a channel that starts at 1e-5.
    - "zero layer" (Goyal et al. 2017, section 5.1, for the norm's scale): W2 starts at zero.
    - "zero scalar" (ReZero, Bachlechner et al. 2020; SkipInit, De and Smith 2020): a learned factor a
      block that starts at zero. The two papers found one formula.
    - "Fixup" (Zhang et al. 2019): W2 starts at zero, W1 is divided by sqrt(depth), a learned bias stands
      before each layer and each ReLU, a learned factor of 1 at the end. Theirs zeroes the classifier as well.

    `depth` counts the blocks, for Fixup. Raises `ValueError` for another start.
    """

    def __init__(self, width: int, start: str = "full size", depth: int = 1):
        if start not in STARTS:
            raise ValueError(f"No start is called {start!r}. Choose one of {', '.join(STARTS)}.")
        first, last = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        he_init(first)
        he_init(last)
        normed = start in ("batch norm", "LayerScale")
        branch, _ = arrange("full pre-activation", (first, last), nn.BatchNorm1d if normed else lambda _: nn.Identity())
        if start in ("zero layer", "Fixup"):
            set_to_zero(last)
        if start == "Fixup":
            branch = nn.Sequential(*(part for layer in branch for part in _with_bias(layer)), LearnedFactor(1, 1.0))
            with torch.no_grad():
                first.weight.div_(depth**0.5)
        if start == "LayerScale":
            branch.append(LearnedFactor(width, TINY))
        if start == "zero scalar":
            branch.append(LearnedFactor(1, 0.0))
        super().__init__(branch)


def _with_bias(layer):
    """A layer with a learned bias before it; an identity, where a norm would be, falls away."""
    return () if isinstance(layer, nn.Identity) else (LearnedBias(), layer)
