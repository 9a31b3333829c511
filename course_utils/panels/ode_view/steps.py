"""A field, the curve that follows it, and the steps of a method that tries to."""

import functools
import math
from dataclasses import dataclass

import torch
from matplotlib.collections import LineCollection
from scipy.integrate import odeint

from course_utils.dynamics.solvers import METHODS, even_times, integrate
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.plane import Plane
from course_utils.panels.words import counted, number, power

END, REACH, FINE = 8.0, 2.6, 320
FURTHEST, GRID = 2.0, 0.1  # where a start may lie, in each direction
FAR = 1e12  # no step is followed beyond


def _sine(x):
    return torch.sin(x) if isinstance(x, torch.Tensor) else math.sin(x)


def _velocity(at, t, x):
    """A field as the methods ask for it: of a time and of states `(..., 2)`."""
    return torch.stack(at(*x.unbind(-1)), -1)


VELOCITIES = {  # of (x1, x2), which are numbers or tensors
    "rotation": lambda x, y: (-y, x),
    "spiral": lambda x, y: (-0.2 * x - 2 * y, 2 * x - 0.2 * y),
    "pendulum": lambda x, y: (y, -2 * _sine(x)),
    "two wells": lambda x, y: (y, x - x**3 - 0.3 * y),
}
FIELDS = {name: functools.partial(_velocity, at) for name, at in VELOCITIES.items()}
STARTS = {"rotation": (1.0, 0.0), "spiral": (1.5, 0.0), "pendulum": (1.5, 0.0), "two wells": (0.2, 1.0)}


@dataclass(frozen=True)
class Steps:
    """The true curve `(FINE + 1, 2)`, the steps taken by time t `(n + 1, 2)` and their distance from it."""

    place: tuple[float, float]
    field: str
    method: str
    h: float
    time: float
    curve: torch.Tensor
    steps: torch.Tensor
    distances: torch.Tensor

    @property
    def words(self) -> str:
        """What the picture says to a screen reader: the panel's readout."""
        return _readout(self)


def flow_and_steps(scale: str | None = None) -> Panel:
    """Follow a 2-D field in steps of h, by four methods, over the curve that follows it exactly; with a Play button.

    The start moves by mouse, finger or arrow keys (with Shift five times as far), or by the two sliders. Another field
    brings its own.
    """
    controls = [
        Choice("method", "method", tuple(METHODS), "Euler"),
        Slider("h", "step h", 0.1, 1.6, 0.1, 0.3),
        Slider("time", "time t", 0.0, END, 0.1, END, play=100),
    ]
    begin = STARTS["rotation"]
    more = [Choice("field", "field f", tuple(FIELDS), "rotation")]
    more += [Slider(f"x{i}", f"start, x{'₁₂'[i - 1]}", -FURTHEST, FURTHEST, GRID, begin[i - 1]) for i in (1, 2)]
    label = "The start: click where it is to be, drag it, or move it with the arrow keys, with Shift five times as far"
    plane = Plane(Picture(_setup, _draw, (7.0, 3.0), scale), 0, GRID, label)
    plane.widget.spoken = "start at {x}, {y}"
    panel = Panel("Flow and steps", _compute, plane, _readout, controls=controls, more=more)
    plane.follow(panel, "asked", _within)
    panel.view.fields["field"].observe(functools.partial(_own_start, panel), "value")
    return panel


def _within(asked):
    """Where the hand wants the start, `(x1, x2, count)`, held within what the sliders reach."""
    return {name: min(max(value, -FURTHEST), FURTHEST) for name, value in zip(("x1", "x2"), asked, strict=False)}


def _own_start(panel, change):
    for name, value in zip(("x1", "x2"), STARTS[change.new], strict=True):
        panel.view.fields[name].value = value


def _compute(method, h, time, field, x1, x2):
    start = (round(x1 / GRID) * GRID, round(x2 / GRID) * GRID)
    steps = _walk(field, method, h, start)
    steps = steps[: math.floor(time / h + 1e-9) + 1].nan_to_num(FAR, FAR, -FAR).clamp(-FAR, FAR)
    distances = (steps - _at(field, h, start)[: len(steps)]).norm(dim=-1)
    return Steps(start, field, method, h, time, _curve(field, start), steps, distances)


def _setup(figure):
    plane, error = figure.subplots(1, 2, width_ratios=(1, 1.25))
    plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    plane.set(title="Put the start anywhere")
    plane.grid(visible=False)
    error.set(xlim=(0, END), ylim=(1e-6, 30), yscale="log", xlabel="time t", ylabel="distance from the curve")
    error.set(title="How far off?")
    arrows = LineCollection([], colors="#8A8A8A", linewidths=0.9, zorder=1)
    plane.add_collection(arrows)
    feet = plane.plot([], [], ".", color="#8A8A8A", markersize=3, zorder=1)[0]
    artists = {"arrows": arrows, "feet": feet}
    artists["curve"] = plane.plot([], [], **line("continuous"), zorder=3)[0]
    artists["here"] = plane.plot([], [], "^", color=COLOURS["continuous"], markersize=8, zorder=4)[0]
    artists["steps"] = plane.plot([], [], **line("residual", marker=True), zorder=5)[0]
    artists["distances"] = error.plot([], [], **line("residual", marker=True), markersize=3)[0]
    return artists


def _draw(artists, data):
    tails, tips = _arrows(data.field)
    artists["arrows"].set_segments(torch.stack((tails, tips), 1).numpy())
    artists["feet"].set_data(*tails.T)
    shown = round(data.time / END * FINE)
    artists["curve"].set_data(*data.curve[: shown + 1].T)
    artists["here"].set_data(*data.curve[shown : shown + 1].T)
    artists["steps"].set_data(*data.steps.clamp(-99, 99).T)
    times = data.h * torch.arange(len(data.steps))
    artists["distances"].set_data(times[1:], data.distances[1:].clamp(1e-7, 1e3))


def _readout(data):
    taken = len(data.steps) - 1
    if not taken:
        return f"{data.field}, {data.method}, h = {data.h:.1f}: no step yet. The triangle is where the curve is."
    asked, off = taken * METHODS[data.method].stages, data.distances[-1].item()
    far = number(off) if off < FAR else f"more than {power(12)}"
    return (
        f"{data.field}: after {counted(taken, 'step')} of {data.method} with h = {data.h:.1f}, "
        f"{counted(asked, 'question')} to the field, the net is {far} from the curve at t = {taken * data.h:.1f}."
    )


@functools.lru_cache(maxsize=256)
def _curve(field, start):
    """The true curve, by LSODA (wrong by less than 1e-6), which asks for numbers: tensors would take far longer."""
    times = even_times((0, END), FINE).numpy()
    states = odeint(lambda x, _: VELOCITIES[field](*x), start, times, rtol=1e-10, atol=1e-10)
    return torch.from_numpy(states)


@functools.lru_cache(maxsize=256)
def _walk(field, method, h, start):
    count = math.floor(END / h + 1e-9)
    x0 = torch.tensor(start, dtype=torch.float64)
    return integrate(FIELDS[field], x0, h * torch.arange(count + 1, dtype=torch.float64), method)


def _at(field, h, start):
    """The curve at the times of the steps; h is a multiple of its own steps."""
    return _curve(field, start)[:: round(h * FINE / END)]


@functools.cache
def _arrows(field):
    """Short strokes along the field on a grid: tails and tips, each `(81, 2)`."""
    places = torch.linspace(-2.1, 2.1, 9, dtype=torch.float64)
    tails = torch.cartesian_prod(places, places)
    velocity = FIELDS[field](0.0, tails)
    return tails, tails + 0.36 * velocity / velocity.norm(dim=1, keepdim=True).clamp(min=1e-9)
