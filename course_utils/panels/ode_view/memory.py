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
    both = {"xscale": "log", "yscale": "log", "xlim": (4, 100), "xlabel": "steps", "xticks": STEPS}
    left.set(**both, ylim=(1e-3, 30), ylabel="kept for backward (MB)", title="One grows, one does not")
    right.set(**both, ylim=(1e-8, 1e2), ylabel="relative distance", title="Do gradients agree?")
    for axes in (left, right):
        axes.set_xticks(STEPS, [str(count) for count in STEPS])
        axes.minorticks_off()
    artists = {
        "through": left.plot([], [], **line("residual", marker=True), label="backpropagation")[0],
        "adjoint": left.plot([], [], **line("continuous", marker=True), label="adjoint")[0],
        "gaps": right.plot([], [], **line("theory") | {"marker": "o"})[0],
    }
    artists["marks"] = [axes.axvline(40, color=COLOURS["quiet"], linewidth=0.8) for axes in (left, right)]
    artists["legend"] = left.legend(loc="upper left")
    return artists


def _draw(artists, data):
    for place, name in enumerate(("through", "adjoint")):
        artists[name].set_data(STEPS, [pair[place].bytes / 1e6 for pair in data.ways.values()])
    artists["gaps"].set_data(STEPS, [min(max(gap, 1e-9), 1e6) for gap in data.gaps])
    for mark in artists["marks"]:
        mark.set_xdata([data.steps])


def _readout(data):
    through, adjoint = data.ways[data.steps]
    return (
        f"{data.steps} steps of {data.method}, {data.field}: backpropagation keeps {through.bytes / 1e6:.2f} MB, "
        f"the adjoint {adjoint.bytes / 1e6:.3f} MB and asks the field {adjoint.backward_evaluations} times more. "
        f"Relative distance of the gradients {number(gradient_distance(through, adjoint))}."
    )


@functools.cache
def _measured(method, field):
    """Both gradients for every number of steps, in 32 bits as networks are trained."""
    with seeded(0):
        made = FIELDS[field]()
    return both_gradients(made, method, STEPS)
