"""Total variation of x + f(x) between its bounds: |1 - V| <= TV(x + f) <= 1 + V, and which f reach the two ends."""

from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.signals.variation import VariationBounds, total_variation, variation_bounds

X = torch.linspace(0, 1, 201, dtype=torch.float64)
SHAPES = {
    "sine": lambda x, wiggles: torch.sin(2 * torch.pi * wiggles * x),
    "noise": lambda x, wiggles: torch.randn(len(x), generator=torch.Generator().manual_seed(wiggles)),
    "straight up, f = +Vx": lambda x, wiggles: x,
    "straight down, f = −Vx": lambda x, wiggles: -x,
}


@dataclass(frozen=True)
class Variation:
    """A branch f of total variation V on [0, 1], the function y = x + f(x), and its bounds."""

    x: torch.Tensor
    f: torch.Tensor
    y: torch.Tensor
    variation: float
    total: float
    bounds: VariationBounds


def variation_bound(scale: str | None = None) -> Panel:
    """The branch and the sum, and where the sum's variation lies in the wedge of what is possible."""
    controls = [
        Slider("variation", "V", 0.0, 4.0, 0.1, 3.0),
        Choice("shape", "shape of f", tuple(SHAPES), "sine"),
        Slider("wiggles", "wiggles", 1, 20, 1, 3, when=_may_wiggle),
    ]
    return Panel("Total variation", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _may_wiggle(at):
    return at["variation"] > 0 and not at["shape"].startswith("straight")


def _compute(variation, shape, wiggles):
    f = SHAPES[shape](X, wiggles).double()
    f = variation * f / total_variation(f)
    return Variation(X, f, X + f, variation, float(total_variation(X + f)), variation_bounds(f))


def _setup(figure):
    curves, chart = figure.subplots(1, 2)
    curves.set(xlim=(0, 1), ylim=(-4.2, 5.2), xlabel="x", ylabel="f(x) and x + f(x)")
    curves.set(title="A branch, and with the skip")
    chart.set(xlim=(0, 4.15), ylim=(-0.1, 5.15), xlabel="V, total variation of f")
    chart.set(ylabel="total variation of x + f(x)", title="Wilder f, wilder x + f")
    variations = torch.linspace(0, 4, 81)
    chart.plot(variations, 1 + variations, **line("theory"))
    chart.plot(variations, (1 - variations).abs(), **line("theory"))
    chart.text(1.9, 3.25, "1 + V", ha="right")
    chart.text(3.1, 1.6, "|1 − V|", ha="left")
    return {
        "f": curves.plot([], [], color=COLOURS["quiet"], linestyle=":", label="f(x)")[0],
        "y": curves.plot([], [], color=COLOURS["residual"], label="x + f(x)")[0],
        "point": chart.plot([], [], "o", color=COLOURS["residual"], markersize=8)[0],
        "legend": curves.legend(loc="upper left"),
    }


def _draw(artists, data):
    artists["f"].set_data(data.x, data.f)
    artists["y"].set_data(data.x, data.y)
    artists["point"].set_data([data.variation], [data.total])


def _readout(data):
    return (
        f"V = {data.variation:.2f}: the total variation of x + f(x) is {data.total:.2f}, between "
        f"{data.bounds.lower:.2f} and {data.bounds.upper:.2f}."
    )
