"""What a share handed on again and again leaves: its power, and where one network lies on that curve."""

from typing import Any

import torch
from matplotlib.axes import Axes

from course_utils.figures import COLOURS, line
from course_utils.panels.words import number

LOW, HIGH = 1e-16, 1e6
SHARES = torch.linspace(0.0, 1.0, 401, dtype=torch.float64)


def cliff(axes: Axes, kind: str, handed_on: str, power: str) -> dict[str, Any]:
    """The axes of the curve, and its artists: `handed_on` names the axis, `power` the curve, `kind` the colour."""
    axes.set(xlim=(0, 1.04), ylim=(LOW, HIGH), yscale="log", xlabel=handed_on, ylabel="what arrives of a gradient")
    axes.axhline(1, color=COLOURS["quiet"], linewidth=0.8)
    axes.text(0.02, 0.02, "1: nothing lost", fontsize="small", color="#555555")
    marker = {"marker": "o", "markersize": 9, "linestyle": "none", "color": COLOURS[kind]}
    return {
        "curve": axes.plot([], [], **line("theory"), label=power)[0],
        "here": axes.plot([], [], **marker, label="this network, all paths", zorder=4)[0],
        "legend": axes.legend(loc="upper left", borderaxespad=0.2),
        "title": axes.set_title("What arrives"),
    }


def draw_cliff(artists: dict[str, Any], share: float, count: int, arrives: float) -> None:
    """Draw `share ** count`, and the network whose `count` blocks hand on `share`, through which `arrives` comes.

    What lies beyond the axis stands at its end.
    """
    artists["curve"].set_data(SHARES, (SHARES**count).clamp(LOW / 1e3, HIGH))
    artists["here"].set_data([share], [min(max(arrives, 4 * LOW), HIGH / 4)])
    artists["title"].set_text(f"{number(arrives)} of it arrives")
