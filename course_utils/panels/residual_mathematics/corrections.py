"""One block as a correction: error e = t - x, branch F; where does F help?"""

import math
from dataclasses import dataclass

import torch
from matplotlib.patches import Circle

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.plane import Plane
from course_utils.signals.corrections import Correction, correction

LONGEST, GRID = 3.0, 0.05
X, TARGET = torch.zeros(2), torch.tensor([1.0, 0.0])


@dataclass(frozen=True)
class Step:
    """The branch F as an arrow in the plane, and what it does to the error."""

    ratio: float
    angle: float
    step: torch.Tensor
    result: Correction

    @property
    def place(self) -> tuple[float, float]:
        """Where the tip of the arrow is: along e and across it, in units of |e|."""
        return tuple(self.step.tolist())

    @property
    def words(self) -> str:
        """What the picture says to a screen reader: the panel's readout."""
        return _readout(self)


def correction_arrows(scale: str | None = None) -> Panel:
    """The plane with x, target and branch, and the map of lengths and cosines that help.

    The tip of F moves by mouse, finger or arrow keys (with Shift five times as far), or by the two sliders.
    """
    controls = [
        Slider("ratio", "length |F| / |e|", 0.0, LONGEST, GRID, 0.8),
        Slider("angle", "angle of F to e (degrees)", -180, 180, 1, 40),
    ]
    label = "The tip of F: drag it, or move it with the arrow keys, with Shift five times as far"
    plane = Plane(Picture(_setup, _draw, scale=scale), 0, 2 * GRID, label)
    plane.widget.spoken = "{x} along e, {y} across e"
    panel = Panel("Corrections", _compute, plane, _readout, controls=controls)
    plane.follow(panel, "asked", _arrow)
    return panel


def _arrow(asked):
    """The arrow whose tip is nearest to where the hand is, `(along, across, count)`, on the grid of the sliders."""
    along, across = asked[:2]
    ratio = min(round(math.hypot(along, across) / GRID) * GRID, LONGEST)
    return {"ratio": ratio, "angle": round(math.degrees(math.atan2(across, along)))}


def _compute(ratio, angle):
    step = ratio * torch.tensor([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    return Step(ratio, angle, step, correction(X, TARGET, step))


def _setup(figure):
    plane, chart = figure.subplots(1, 2)
    _static_plane(plane)
    _static_chart(chart)
    return {
        "branch": plane.plot([], [], color=COLOURS["residual"], linewidth=2.5, label="branch F")[0],
        "tip": plane.plot([], [], "o", color=COLOURS["residual"])[0],
        "left": plane.plot([], [], color=COLOURS["theory"], linestyle=":", label="error left")[0],
        "point": chart.plot([], [], "o", color=COLOURS["residual"], markersize=8)[0],
        "legend": plane.legend(loc="lower right"),
    }


def _static_plane(plane):
    plane.set(
        xlim=(-3.3, 3.3), ylim=(-3.3, 3.3), aspect="equal", xticks=range(-3, 4), title="F helps inside the disc …"
    )
    plane.set(xlabel="in units of |e|, along e", ylabel="across e")
    plane.add_patch(Circle((1, 0), 1, facecolor=COLOURS["quiet"], alpha=0.2))
    plane.annotate("", (1, 0), (0, 0), arrowprops={"arrowstyle": "->", "color": COLOURS["quiet"], "linewidth": 1.5})
    plane.text(0.45, -0.55, "e", color="#555555")
    plane.plot(0, 0, "o", color=COLOURS["theory"])
    plane.text(-0.4, -0.6, "x")
    plane.plot(1, 0, "*", color=COLOURS["theory"], markersize=9)
    plane.text(1.1, 0.2, "t")


def _static_chart(chart):
    lengths = torch.linspace(0, 3, 61)
    chart.set(xlim=(0, 3.1), ylim=(-1.08, 1.08), xlabel="|F| / |e|", ylabel="cosine of F and e")
    chart.set(title="… that is, above this line")
    chart.plot(lengths, lengths / 2, **line("theory"))
    chart.fill_between(lengths[:41], lengths[:41] / 2, 1, color=COLOURS["quiet"], alpha=0.2, linewidth=0)
    chart.text(0.06, 0.87, "error falls")
    chart.text(1.6, -0.7, "error grows")
    chart.text(1.5, 0.58, "|F| / (2 |e|)")


def _draw(artists, data):
    u, v = data.step.tolist()
    artists["branch"].set_data([0, u], [0, v])
    artists["tip"].set_data([u], [v])
    artists["left"].set_data([u, 1], [v, 0])
    artists["point"].set_data([data.ratio], [data.result.cosine if data.ratio else math.nan])


def _readout(data):
    corrected = data.result
    change = "falls" if corrected.helps else "does not fall"
    cosine = f"{corrected.cosine:+.2f}" if data.ratio else "undefined (F = 0)"
    return (
        f"Cosine {cosine}, needed: above {corrected.threshold:.2f}. The error {change}: |e| = {corrected.before:.2f} "
        f"before, {corrected.after:.2f} after."
    )
