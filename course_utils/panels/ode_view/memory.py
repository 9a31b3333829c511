"""What backpropagation keeps and the adjoint does not, and where the two gradients part."""

import functools
from dataclasses import dataclass

from course_utils.figures import COLOURS, line
from course_utils.networks.neural_ode import Backward, MLPField
from course_utils.networks.staged import seeded
from course_utils.networks.two_gradients import Fading, Pulled, both_gradients, gradient_distance
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

STEPS = (5, 10, 20, 40, 80)
METHODS = ("euler", "rk4")
MOST, PRECISION = 2.0, 2**-23  # MB shown; the step between neighbouring numbers of 32 bits near 1
BARS = {
    "through": {"width": -0.4, "align": "edge", "color": COLOURS["residual"], "label": "backpropagation"},
    "adjoint": {"width": 0.4, "align": "edge", "color": COLOURS["continuous"], "hatch": "//", "label": "adjoint"},
}

FIELDS = {
    "gentle": lambda: MLPField(4, 16),
    "pulls together": lambda: Pulled(MLPField(4, 16), 10.0),
    "fades, is kept": lambda: Fading(4),
}


@dataclass(frozen=True)
class Memory:
    """For each number of steps, what one gradient took both ways, and how far the two gradients are apart."""

    method: str
    field: str
    steps: int
    ways: dict[int, tuple[Backward, Backward]]

    @property
    def gaps(self) -> list[float]:
        """For each number of steps, the distance of the two gradients relative to backpropagation's."""
        return [gradient_distance(*pair) for pair in self.ways.values()]


def adjoint_memory(scale: str | None = None) -> Panel:
    """Bytes kept for the backward pass by backpropagation and by the adjoint, and the distance of their gradients."""
    for method in METHODS:  # 1 s, once
        for field in FIELDS:
            _measured(method, field)
    controls = [
        Choice("steps", "steps", STEPS, 40),
        Choice("method", "method", METHODS, "rk4"),
        Choice("field", "field", tuple(FIELDS), "gentle"),
    ]
    return Panel("Memory", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(steps, method, field):
    return Memory(method, field, steps, _measured(method, field))


def _setup(figure):
    left, right = figure.subplots(1, 2)
    left.set(xlim=(-0.7, len(STEPS) - 0.3), ylim=(0, MOST), xlabel="steps", ylabel="kept for backward (MB)")
    left.set(title="Memory: one grows with steps")
    left.set_xticks(range(len(STEPS)), [str(count) for count in STEPS])
    right.set(xscale="log", yscale="log", xlim=(4, 100), ylim=(1e-8, 1e2), xlabel="steps", ylabel="relative distance")
    right.set_xticks(STEPS, [str(count) for count in STEPS])
    right.minorticks_off()
    right.axhline(PRECISION, color=COLOURS["quiet"], linewidth=0.8, linestyle="--")
    right.text(100, 0.7 * PRECISION, "precision of 32 bits", fontsize="small", color="#555555", ha="right", va="top")
    bars = {name: left.bar(range(len(STEPS)), [0] * len(STEPS), **BARS[name]) for name in BARS}
    artists = {"bars": {name: list(bar) for name, bar in bars.items()}}
    artists["words"] = [left.text(0, 0, "", fontsize="small", ha="center", va="bottom") for _ in BARS]
    artists["gaps"] = right.plot([], [], **line("theory") | {"marker": "o"})[0]
    artists["here"] = right.plot([], [], "o", color=COLOURS["theory"], markersize=11, fillstyle="none")[0]
    artists["title"] = right.set_title("Gradients differ by 10⁻⁷")
    artists["legend"] = left.legend(loc="upper left")
    return artists


def _draw(artists, data):
    chosen = STEPS.index(data.steps)
    for place, (bars, word) in enumerate(zip(artists["bars"].values(), artists["words"], strict=True)):
        kept = [pair[place].bytes / 1e6 for pair in data.ways.values()]
        for at, (bar, size) in enumerate(zip(bars, kept, strict=True)):
            bar.set(height=max(size, MOST / 150), alpha=1.0 if at == chosen else 0.45)
        across = max(chosen + 0.42 * (2 * place - 1), -0.2)  # clear of the axis
        word.set(position=(across + (0.3 if chosen == 0 and place else 0), kept[chosen] + MOST / 60))
        word.set_text(number(kept[chosen]))
    artists["gaps"].set_data(STEPS, [min(max(gap, 1e-9), 1e6) for gap in data.gaps])
    gap = data.gaps[chosen]
    artists["here"].set_data([data.steps], [min(max(gap, 1e-9), 1e6)])
    artists["title"].set_text(f"Gradients differ by {number(gap, 1)}")


def _readout(data):
    through, adjoint = data.ways[data.steps]
    return (
        f"{data.steps} steps of {data.method}, {data.field}: backpropagation keeps {through.bytes / 1e6:.2f} MB, "
        f"the adjoint {adjoint.bytes / 1e6:.3f} MB and asks the field another {adjoint.backward_evaluations} times. "
        f"Relative distance of the gradients {number(gradient_distance(through, adjoint))}."
    )


@functools.cache
def _measured(method, field):
    """Both gradients for every number of steps, in 32 bits as networks are trained."""
    with seeded(0):
        made = FIELDS[field]()
    return both_gradients(made, method, STEPS)
