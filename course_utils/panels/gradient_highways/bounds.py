"""Largest and smallest singular value of a residual stack's Jacobian, between the two bounds."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number

WIDTH, DEEPEST, LOW, HIGH = 16, 50, 1e-7, 1e7
APART = 2.2  # a factor: names of bounds that nearly meet stand so far from 1

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
        Slider("depth", "blocks L", 1, DEEPEST, 1, 30, play=150),
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
    axes.axhline(1, color=COLOURS["quiet"], linewidth=0.8)
    blank, quiet = torch.ones(2), {"color": COLOURS["theory"], "linewidth": 1.0, "zorder": 3}
    allowed = {"color": COLOURS["quiet"], "alpha": 0.22, "linewidth": 0, "label": "what the bounds allow"}
    measured = {"color": COLOURS["residual"], "alpha": 0.45, "linewidth": 0, "label": "what happens, least to largest"}
    ends = {**line("residual"), "zorder": 4, "linewidth": 1.8}
    return {
        "allowed": axes.fill_between(blank, blank, blank, **allowed),
        "measured": axes.fill_between(blank, blank, blank, **measured, zorder=2.5),
        **{name: axes.plot([], [], **quiet)[0] for name in ("upper", "lower")},
        **{name: axes.plot([], [], **ends)[0] for name in ("largest", "least")},
        "words": [axes.text(0, 1, word, fontsize="small", va="center") for word in (" $(1+r)^L$", " $(1-r)^L$")],
        "title": axes.set_title("At most 237; there is 237"),
        "legend": axes.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="white"),
    }


def _draw(artists, data):
    blocks = range(len(data.least))
    shown = {name: getattr(data, name).clamp(LOW / 10, HIGH * 10) for name in ("upper", "lower", "largest", "least")}
    for name, values in shown.items():
        artists[name].set_data(blocks, values)
    artists["allowed"].set_data(blocks, shown["lower"], shown["upper"])
    artists["measured"].set_data(blocks, shown["least"], shown["largest"])
    for text, name, apart in zip(artists["words"], ("upper", "lower"), (APART, 1 / APART), strict=True):
        inside = LOW < shown[name][-1] < HIGH and len(blocks) < 0.85 * DEEPEST
        high = max(shown[name][-1].item(), apart) if apart > 1 else min(shown[name][-1].item(), apart)
        text.set(position=(len(blocks) - 1, high), visible=bool(inside))
    artists["title"].set_text(f"At most {number(data.upper[-1].item(), 3)}; there is {_span(data)}")


def _span(data):
    """From the least to the largest factor, or the one that both are."""
    least, largest = (number(values[-1].item(), 3) for values in (data.least, data.largest))  # as precise as the bound
    return least if least == largest else f"{least} to {largest}"


def _readout(data):
    lower = number(data.lower[-1].item(), 3) if data.r < 1 else "nothing (r ≥ 1)"
    return (
        f"{counted(len(data.least) - 1, 'block')}, r = {data.r:.2f}, {data.branches}: a gradient is multiplied by "
        f"{_span(data)}. "
        f"Upper bound {number(data.upper[-1].item(), 3)}, lower bound {lower}."
    )


@functools.cache
def _units(branches):
    """A Jacobian of norm 1 for each block: the same random draws, turned."""
    generator = torch.Generator().manual_seed(0)
    draws = torch.randn(DEEPEST, WIDTH, WIDTH, generator=generator, dtype=torch.float64)
    turned = torch.stack([TURNS[branches](draw) for draw in draws])
    return turned / torch.linalg.matrix_norm(turned, 2, keepdim=True)
