"""Largest and smallest singular value of a residual stack's Jacobian, between the two bounds."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number

WIDTH, DEEPEST, LOW, HIGH = 16, 50, 1e-12, 1e12

TURNS = {
    "random": lambda draw: draw,
    "all shrink, J = -r I": lambda draw: -torch.eye(len(draw), dtype=draw.dtype),
    "all grow, J = +r I": lambda draw: torch.eye(len(draw), dtype=draw.dtype),
    "all turn (skew)": lambda draw: draw - draw.T,
}


@dataclass(frozen=True)
class Bounds:
    """Singular values of the product of l blocks `I + J`, l = 0 .. L, where each J has the norm r."""

    branches: str
    r: float
    least: torch.Tensor
    largest: torch.Tensor
    lower: torch.Tensor
    upper: torch.Tensor


def bound_explorer(scale: str | None = None) -> Panel:
    """Actual largest and smallest singular values of a residual stack's Jacobian against the two bounds."""
    controls = [
        Slider("depth", "blocks L", 1, DEEPEST, 1, 30),
        Slider("r", "norm r of each J", 0.0, 1.5, 0.05, 0.2),
        Choice("branches", "the branches' J", tuple(TURNS), "random"),
    ]
    return Panel("Bounds", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(depth, r, branches):
    products = [torch.eye(WIDTH, dtype=torch.float64)]
    for branch in _units(branches)[:depth]:
        products.append(products[-1] + r * (branch @ products[-1]))
    values, blocks = torch.linalg.svdvals(torch.stack(products)), torch.arange(depth + 1.0).double()
    return Bounds(branches, r, values[:, -1], values[:, 0], max(1 - r, 0) ** blocks, (1 + r) ** blocks)


def _setup(figure):
    axes = figure.subplots()
    axes.set(xlim=(0, DEEPEST), ylim=(LOW, HIGH), yscale="log", xlabel="blocks", ylabel="factor on a gradient")
    axes.set(title="Between the bounds anything can happen")
    axes.axhline(1, color=COLOURS["quiet"], linewidth=0.8)
    styles = {"upper": "-", "lower": "--"}
    names = {"upper": "$(1+r)^L$, the textbook's bound", "lower": "$(1-r)^L$, for r < 1"}
    artists = {
        name: axes.plot(
            [], [], color=COLOURS["theory"], linestyle=styles[name], linewidth=1, zorder=3, label=names[name]
        )[0]
        for name in styles
    }
    artists["largest"] = axes.plot([], [], **line("residual"), label="largest, measured")[0]
    artists["least"] = axes.plot([], [], color=COLOURS["residual"], linestyle=":", label="least, measured")[0]
    artists["legend"] = axes.legend(loc="upper left", ncols=2)
    return artists


def _draw(artists, data):
    for name in ("upper", "lower", "largest", "least"):
        values = getattr(data, name)
        artists[name].set_data(range(len(values)), values.clamp(LOW / 10, HIGH * 10))


def _readout(data):
    lower = number(data.lower[-1].item()) if data.r < 1 else "nothing (r ≥ 1)"
    return (
        f"{counted(len(data.least) - 1, 'block')}, r = {data.r:.2f}, {data.branches}: a gradient is multiplied by "
        f"{number(data.least[-1].item())} to {number(data.largest[-1].item())}. "
        f"Upper bound {number(data.upper[-1].item())}, lower bound {lower}."
    )


@functools.cache
def _units(branches):
    """A Jacobian of norm 1 for each block: the same random draws, turned."""
    generator = torch.Generator().manual_seed(0)
    draws = torch.randn(DEEPEST, WIDTH, WIDTH, generator=generator, dtype=torch.float64)
    turned = torch.stack([TURNS[branches](draw) for draw in draws])
    return turned / torch.linalg.matrix_norm(turned, 2, keepdim=True)
