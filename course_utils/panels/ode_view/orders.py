"""Error against step: four methods, four slopes."""

import functools
from dataclasses import dataclass

import torch

from course_utils.dynamics.problems import ZOO
from course_utils.dynamics.solvers import METHODS, even_times, integrate
from course_utils.dynamics.stability import convergence_order
from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

COUNTS = (4, 8, 16, 32, 64, 128, 256)
PROBLEMS = ("logistic", "pulse", "decay", "spiral", "stiff")
PRECISIONS = {"64 bits": torch.float64, "32 bits": torch.float32}
STYLES = {
    "Euler": (COLOURS["residual"], "-", "o"),
    "midpoint": (COLOURS["quiet"], ":", "s"),
    "Heun": (COLOURS["quiet"], "--", "D"),
    "RK4": (COLOURS["continuous"], "-.", "^"),
}


@dataclass(frozen=True)
class Orders:
    """A problem and its solution `(P,)` on a fine grid; for each method its states and all its errors `(K,)`."""

    problem: str
    steps: int
    times: torch.Tensor
    solution: torch.Tensor
    states: dict[str, torch.Tensor]
    errors: dict[str, torch.Tensor]

    def slope(self, method: str) -> float:
        """The order measured on the three finest grids."""
        return convergence_order(1 / torch.tensor(COUNTS[-3:]), self.errors[method][-3:])


def order_plot(scale: str | None = None) -> Panel:
    """Solutions and errors of Euler, midpoint, Heun and RK4 on problems whose solution is known."""
    for problem in PROBLEMS:  # 0.5 s, once: what a move of a control then costs is a look-up
        for precision in PRECISIONS:
            _runs(problem, precision)
    controls = [
        Choice("problem", "problem", PROBLEMS, "logistic"),
        Choice("steps", "steps N", COUNTS, 8),
        Choice("precision", "numbers of", tuple(PRECISIONS), "64 bits"),
    ]
    return Panel("Orders", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(problem, steps, precision):
    times, solution, states, errors = _runs(problem, precision)
    return Orders(problem, steps, times, solution, {name: states[name, steps] for name in METHODS}, errors)


def _setup(figure):
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    left.set(xlim=(0, 1), ylim=(-1.5, 4.4), xlabel="time, as a share of the span", ylabel="x (of a spiral: $x_1$)")
    left.set(title="The solution, and N steps")
    right.set(
        xlim=(1 / 400, 1 / 3), ylim=(1e-12, 30), xscale="log", yscale="log", xlabel="step, as a share of the span"
    )
    right.set(ylabel="error at the end", title="Each order has its slope")
    artists = {"solution": left.plot([], [], color=COLOURS["theory"], linewidth=1)[0]}
    for name, (colour, dashes, marker) in STYLES.items():
        how = {"color": colour, "linestyle": dashes, "marker": marker, "markersize": 4}
        artists[name] = [axes.plot([], [], **how, label=name)[0] for axes in (left, right)]
    artists["mark"] = right.axvline(1 / 8, color=COLOURS["quiet"], linewidth=0.8)
    artists["legend"] = left.legend(loc="upper center", ncols=2, frameon=True, framealpha=0.9, edgecolor="white")
    return artists


def _draw(artists, data):
    artists["solution"].set_data(torch.linspace(0, 1, len(data.solution)), data.solution)
    shares = torch.linspace(0, 1, data.steps + 1)
    for name in STYLES:
        left, right = artists[name]
        left.set_data(shares, data.states[name].clamp(-99, 99))
        left.set_markersize(4 if data.steps <= 16 else 0)
        right.set_data([1 / count for count in COUNTS], data.errors[name].clamp(1e-14, 1e6))
    artists["mark"].set_xdata([1 / data.steps])


def _readout(data):
    place = COUNTS.index(data.steps)
    sizes = ", ".join(f"{name} {number(errors[place].item())}" for name, errors in data.errors.items())
    slopes = ", ".join(f"{data.slope(name):.2f}" for name in data.errors)
    return f"{data.problem}, {data.steps} steps: errors {sizes}. Slopes of the finest three, in this order: {slopes}."


@functools.cache
def _runs(name, precision):
    """Fine solution, and for each method and number of steps the first coordinate and the error at the end."""
    problem = ZOO[name]()
    times = even_times(problem.span, 200)
    states, errors = {}, {}
    x0 = problem.x0.to(PRECISIONS[precision])
    for method in METHODS:
        ends = []
        for count in COUNTS:
            path = integrate(problem.f, x0, even_times(problem.span, count), method)
            states[method, count] = path[:, 0]
            ends.append((path[-1] - problem.end).norm().clamp(1e-15, 1e12))
        errors[method] = torch.stack(ends)
    return times, problem.exact(times)[:, 0], states, errors
