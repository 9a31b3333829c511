"""The same 18 ms of work and the same picture twice: as a panel of the course, and as a plain `interact`."""

import time
from dataclasses import dataclass

import numpy as np

from course_utils.figures import COLOURS, LINES, style
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

WORK_SECONDS = 0.018
INPUTS = np.linspace(0, 1, 200)
DEPTHS = Slider("depth", "depth L", 1, 200, 1, 20)


@dataclass(frozen=True)
class Growth:
    """A curve and twenty bars."""

    curve: np.ndarray
    bars: np.ndarray


def compute(depth: int) -> Growth:
    """Keep one core busy for 18 ms, then return something to draw."""
    until = time.perf_counter() + WORK_SECONDS
    while time.perf_counter() < until:
        pass
    return Growth(INPUTS ** (depth / 20), np.linspace(0, 1, 20) ** (depth / 40))


def setup(figure):
    """Two pairs of axes with titles, labels and a legend, as most panels of the course have them."""
    left, right = figure.subplots(1, 2)
    left.set(xlim=(0, 1), ylim=(0, 1.05), xlabel="input", ylabel="output", title="A curve that bends with depth")
    right.set(xlim=(-0.6, 19.6), ylim=(0, 1.05), xlabel="block", ylabel="share", title="Twenty shares")
    left.plot(INPUTS, INPUTS, **LINES["theory"], label="identity")
    left.plot(INPUTS, np.sqrt(INPUTS), **LINES["plain"], markevery=20, label="plain")
    curve = left.plot([], [], **LINES["residual"], markevery=20, label="residual")[0]
    left.legend(loc="upper left")
    right.axhline(0.5, **LINES["theory"], label="half")
    bars = right.bar(range(20), np.zeros(20), color=COLOURS["residual"], label="share of block l")
    right.legend(loc="upper left")
    return {"curve": curve, "bars": bars}


def draw(artists, growth: Growth) -> None:
    artists["curve"].set_data(INPUTS, growth.curve)
    for bar, height in zip(artists["bars"], growth.bars, strict=True):
        bar.set_height(height)


def readout(growth: Growth) -> str:
    return f"The area under the curve is {growth.curve.mean():.3f}."


def reference(scale: str | None = None) -> Panel:
    """The panel that the budget is held against."""
    return Panel("reference", compute, Picture(setup, draw, scale=scale), readout, controls=[DEPTHS])


def plain_interact() -> None:
    """What one would write without the panel: a new inline figure at each move."""
    import ipywidgets as widgets
    import matplotlib.pyplot as plt

    def show(depth):
        with plt.rc_context(style()):
            figure = plt.figure(figsize=(7, 3.5), layout="constrained")
            draw(setup(figure), compute(depth))
            plt.show()

    widgets.interact(show, depth=widgets.IntSlider(DEPTHS.value, DEPTHS.minimum, DEPTHS.maximum, description="depth L"))
