"""Is a stack of blocks a differential equation? Make it deeper and deeper, and see whether its output settles."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

KINDS = ("tied", "smooth", "independent", "Brownian")


def depth_weights(kind: str, depth: int, width: int = 16, seed: int = 0, finest: int = 1024) -> torch.Tensor:
    """Weights of `depth` blocks `x + tanh(x) W_l`, already multiplied by their step, `(depth, width, width)`.

    "tied": one W for all, times 1/L. "smooth": `W(t) = A cos(2t) + B sin(3t)` at t = l/L, times 1/L. "independent": a
    fresh W for each block and for each depth, times 1/sqrt(L), as networks are initialised. "Brownian": increments of
    one Brownian path, so that a block of the shallow stack is the sum of those of the deeper one (the stack is then
    Euler's method for a *stochastic* equation); `depth` must divide `finest`. W, A, B from N(0, 1 / width). float64.
    Raises `ValueError` for another kind, and for a depth that does not fit it.
    """
    if kind not in KINDS:
        raise ValueError(f"No kind of weights is called {kind!r}. Choose one of {', '.join(KINDS)}.")
    if depth < 1 or (kind == "Brownian" and finest % depth):
        raise ValueError(f"The depth must be 1 or more, and for a Brownian path divide {finest}; it is {depth}.")
    generator = torch.Generator().manual_seed(seed)

    def draw(*count):
        return torch.randn(*count, width, width, generator=generator, dtype=torch.float64) / width**0.5

    if kind == "tied":
        return draw(1).expand(depth, -1, -1) / depth
    if kind == "smooth":
        t = torch.arange(depth, dtype=torch.float64)[:, None, None] / depth
        return (draw() * torch.cos(2 * t) + draw() * torch.sin(3 * t)) / depth
    if kind == "independent":
        generator.manual_seed(seed * 10_007 + depth)
        return draw(depth) / depth**0.5
    return draw(finest).view(depth, finest // depth, width, width).sum(1) / finest**0.5


def run_stack(weights: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """`x_L` of `x_{l+1} = x_l + tanh(x_l) W_l`; x `(N, width)`, weights `(L, width, width)` with their step in them."""
    for weight in weights:
        x = torch.addmm(x, torch.tanh(x), weight)
    return x


@dataclass(frozen=True)
class Refinement:
    """How far x_L moves when the depth is doubled: `depths` `(K,)`, `gaps` `(K,)` relative to the norm of x_L."""

    depths: torch.Tensor
    gaps: torch.Tensor


def refine(kind: str, depths: Iterable[int] = (8, 16, 32, 64, 128, 256), width: int = 16, seed: int = 0) -> Refinement:
    """`|x_L - x_2L| / |x_2L|` over the depths, for 16 inputs and the weights of one kind (see `depth_weights`).

    A network that discretises an equation settles: the gap goes like L^-1 for Euler's method on smooth weights.
    """
    depths = list(depths)
    inputs = torch.randn(16, width, generator=torch.Generator().manual_seed(1000 + seed), dtype=torch.float64)
    ends = {
        depth: run_stack(depth_weights(kind, depth, width, seed), inputs)
        for depth in {*depths, *(2 * d for d in depths)}
    }
    gaps = torch.tensor([moved(ends[d], ends[2 * d]) for d in depths])
    return Refinement(torch.tensor(depths), gaps)


def roughness(weights: torch.Tensor) -> float:
    """How much neighbouring blocks' weights differ, `(L, ...)`: 0 for tied ones, about 1 for independent ones.

    `sqrt(sum |W_{l+1} - W_l|^2 / sum (|W_{l+1}|^2 + |W_l|^2))`. For smooth weights it falls like 1/L. Raises
    `ValueError` for fewer than two blocks.
    """
    if len(weights) < 2:
        raise ValueError("Roughness compares neighbours: it needs the weights of two blocks or more.")
    weights = weights.detach().flatten(1)
    later, earlier = weights[1:], weights[:-1]
    return ((later - earlier).square().sum() / (later.square().sum() + earlier.square().sum())).sqrt().item()


def interpolated(weights: torch.Tensor, factor: int = 2) -> torch.Tensor:
    """A stack `factor` times as deep, `(factor L, ...)`: weights on the straight lines between neighbours, over factor.

    Block l sits at time l; the new blocks lie between it and the next (behind the last, its weights are kept). If the
    network is Euler's method on smooth weights, the finer steps follow the same curve, and the function stays.
    """
    later = torch.cat((weights[1:], weights[-1:]))
    shares = torch.arange(factor, dtype=weights.dtype, device=weights.device) / factor
    shares = shares.view(1, factor, *[1] * (weights.dim() - 1))
    return (weights[:, None] * (1 - shares) + later[:, None] * shares).flatten(0, 1) / factor


def repeated(weights: torch.Tensor, factor: int = 2) -> torch.Tensor:
    """A stack `factor` times as deep: each block is taken `factor` times, with 1/factor of its branch each time.

    Finer Euler steps on the field that is constant in time within each block: a weaker claim than smoothness. `(L,
    ...)` becomes `(factor L, ...)`.
    """
    return weights.repeat_interleave(factor, 0) / factor


STARTS = ("full", "independent", "tied", "zero")


class DepthNet(nn.Module):
    """A linear stem, L blocks `x_{l+1} = x_l + s tanh(x_l) W_l`, a linear head: a network to look at over depth.

    `start`: "full", independent draws and s = 1, as in a residual network; "independent", the same with s = 1/sqrt(L);
    "tied", one draw for all blocks, or "zero", both with s = 1/L, from where training may let the W_l part. They are
    one parameter `(L, width, width)`. Input `(N, inputs)` or what flattens to it, output `(N, classes)`.
    """

    def __init__(self, depth: int, start: str = "independent", width: int = 32, inputs: int = 64, classes: int = 10):
        super().__init__()
        if start not in STARTS:
            raise ValueError(f"A DepthNet cannot start {start!r}. Choose one of {', '.join(STARTS)}.")
        self.start, self.step = start, {"full": 1.0, "independent": depth**-0.5}.get(start, 1 / depth)
        self.stem, self.head = nn.Sequential(nn.Flatten(), nn.Linear(inputs, width)), nn.Linear(width, classes)
        draws = torch.randn(1 if start in ("tied", "zero") else depth, width, width) / width**0.5
        self.weights = nn.Parameter(draws.repeat(depth // len(draws), 1, 1) * (start != "zero"))
        self.register_buffer("drawn", self.weights.detach().clone(), persistent=False)

    def forward(self, x):
        return self.at_depth(x, self.steps)

    @property
    def learned(self) -> torch.Tensor:
        """What training added to the draw at the start, `W_l - W_l(0)`, `(L, width, width)`."""
        return self.weights.detach() - self.drawn

    @property
    def steps(self) -> torch.Tensor:
        """The weights with their step in them, `s W_l`, `(L, width, width)`."""
        return self.step * self.weights

    def at_depth(self, x: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
        """The same stem and head around other blocks, whose weights `(K, width, width)` have their step in them."""
        return self.head(run_stack(steps, self.stem(x)))

    def extra_repr(self):
        """Depth and width, for `print(network)`."""
        return (
            f"{len(self.weights)} blocks, weights {tuple(self.weights.shape)}, start {self.start}, s = {self.step:.3g}"
        )


def moved(output: torch.Tensor, reference: torch.Tensor) -> float:
    """How far apart two outputs are, relative to the second: `|output - reference| / |reference|`.

    Two tensors of one shape.
    """
    return ((output - reference).norm() / reference.norm()).item()
