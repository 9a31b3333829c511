"""Stochastic depth: in training each branch is left out at random, and only the shortcut remains."""

import torch
from torch import nn

MODES = ("batch", "row")
PLACES = ("evaluation", "training")


class StochasticDepth(nn.Module):
    """A branch that takes part with the chance `survive`: `y = S(x) + b F(x)`, b = 1 or 0.

    Huang et al. 2016, section 3. In training, b is drawn once for the batch (mode "batch", as in the paper) or once for
    each sample ("row"). In evaluation every branch takes part, so that its mean has to be restored: the paper
    multiplies by `survive` in evaluation, torchvision divides by it in training; `rescale` says where. Either way
    evaluation gives the mean of training, for one block and a fixed x. Shapes: F's; where nothing is kept F is not
    computed, and the zero that comes back fits every shape. Draws come from `generator`, a CPU
    generator, or from PyTorch's global one.
    Raises `ValueError` for a chance outside (0, 1] and for an unknown mode or place.
    """

    host_decisions = True  # whether F is computed at all: no CUDA graph can hold that

    def __init__(
        self,
        residual: nn.Module,
        survive: float = 0.5,
        mode: str = "batch",
        rescale: str = "evaluation",
        generator: torch.Generator | None = None,
    ):
        super().__init__()
        if not 0 < survive <= 1:
            raise ValueError(f"A branch survives with a chance above 0 and at most 1, not {survive}.")
        if mode not in MODES:
            raise ValueError(f"No mode is called {mode!r}. Choose one of {', '.join(MODES)}.")
        if rescale not in PLACES:
            raise ValueError(f"The branch is rescaled in {' or '.join(PLACES)}, not in {rescale!r}.")
        self.residual, self.survive, self.mode, self.rescale = residual, survive, mode, rescale
        self.generator = generator

    def forward(self, x):
        if not self.training:
            return self.residual(x) * (self.survive if self.rescale == "evaluation" else 1.0)
        kept = self._draw(x)
        return self.residual(x) * kept if kept.any() else x.new_zeros(())

    def _draw(self, x):
        """1 for what takes part (or 1 / survive, where the rescaling is done here), 0 for the rest."""
        kept = torch.rand(len(x) if self.mode == "row" else 1, generator=self.generator) < self.survive
        kept = kept / self.survive if self.rescale == "training" else kept
        return kept.to(x).view(-1, *[1] * (x.dim() - 1))

    def extra_repr(self):
        """The chance and the mode, for `print(block)`."""
        return f"survive {self.survive:.2f}, mode {self.mode!r}, rescaled in {self.rescale}"


def survival(depth: int, last: float = 0.5) -> list[float]:
    """The chances p_1 .. p_L of the blocks of a network: `p_l = 1 - l (1 - p_L) / L` (Huang et al. 2016, section 3).

    They fall in a line from the input, which always survives, to `last` = p_L. Their sum is the expected depth. Raises
    `ValueError` for no block, or a last chance outside (0, 1].
    """
    if depth < 1 or not 0 < last <= 1:
        raise ValueError(f"A schedule needs a block or more and a last chance in (0, 1], not {depth} and {last}.")
    return [1 - index / depth * (1 - last) for index in range(1, depth + 1)]


def drop_blocks(network: nn.Module, last: float = 0.5, mode: str = "batch", seed: int | None = None) -> nn.Module:
    """Give every branch of `network.blocks` stochastic depth with the linear schedule, in place; returns the network.

    The weights stay as they are. All draws come from one generator with this `seed`; None leaves them to PyTorch's.
    """
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    for block, survive in zip(network.blocks, survival(len(network.blocks), last), strict=True):
        block.residual = StochasticDepth(block.residual, survive, mode, generator=generator)
    return network
