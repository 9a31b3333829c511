"""Three fixed points of one field, and two verdicts on each: the equation's and the network's."""

import functools
from dataclasses import dataclass

import torch
from matplotlib.patches import Circle

from course_utils.dynamics.solvers import even_times, integrate
from course_utils.dynamics.stability import Stability, largest_stable_step, stability
from course_utils.dynamics.stability import fixed_points as find
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

END, REACH = 15.0, 2.2
STARTS = {"near the right one": (1.3, 0.0), "near the middle": (0.05, 0.0), "far away": (-1.8, 1.2)}


@dataclass(frozen=True)
class FixedPoints:
    """Points `(3, 2)` and the `Stability` of each; the paths of the equation and of the network `(n, 2)`."""

    damping: float
    h: float
    points: torch.Tensor
    verdicts: tuple[Stability, ...]
    curve: torch.Tensor
    steps: torch.Tensor


def branch(damping: float):
    """`F(x, y) = (y, x - x^3 - damping y)`: a ball in two wells, with friction (the unforced Duffing equation)."""
    return lambda x: torch.stack((x[..., 1], x[..., 0] - x[..., 0] ** 3 - damping * x[..., 1]), -1)


def fixed_points(scale: str | None = None) -> Panel:
    """Fixed points of a designed branch, their eigenvalues, and what they mean for the ODE and for the network."""
    controls = [
        Slider("damping", "friction d", 0.1, 3.0, 0.1, 0.5),
        Slider("h", "step h", 0.05, 1.2, 0.05, 0.5),
        Choice("start", "start", tuple(STARTS), "near the right one"),
    ]
    return Panel("Fixed points", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(damping, h, start):
    f, x0 = branch(damping), torch.tensor(STARTS[start], dtype=torch.float64)
    verdicts = tuple(Stability(eigenvalues, h) for eigenvalues in _eigenvalues(damping))
    steps = integrate(lambda t, x: f(x), x0, h * torch.arange(int(END / h) + 1.0), "Euler")
    return FixedPoints(damping, h, _points(), verdicts, _curve(damping, start), steps)


def _setup(figure):
    plane, circle = figure.subplots(1, 2, width_ratios=(1.25, 1))
    plane.set(xlim=(-REACH, REACH), ylim=(-1.8, 2.6), xlabel="x", ylabel="y", title="Where do they go?")
    circle.set(xlim=(-3.2, 1.4), ylim=(-2.3, 2.3), aspect="equal", xlabel="real part of h λ")
    circle.set(ylabel="imaginary part of h λ", title="Who is stable?")
    circle.axvspan(-3.2, 0, color=COLOURS["continuous"], alpha=0.12, linewidth=0)
    circle.add_patch(Circle((-1, 0), 1, color=COLOURS["residual"], alpha=0.22, linewidth=0))
    circle.text(-3.1, 2.25, "ODE stable", color="#00664A", va="top")
    circle.text(-1, 1.1, "network stable", color=COLOURS["residual"], ha="center")
    artists = {
        "curve": plane.plot([], [], **line("continuous"), label="dx/dt = F(x)")[0],
        "steps": plane.plot([], [], **line("residual", marker=True), markersize=3, label="x + h F(x)")[0],
        "points": plane.plot([], [], "k*", markersize=11, zorder=5)[0],
        "middle": plane.plot([], [], "kP", markersize=8, fillstyle="none", zorder=5)[0],
        "wells": circle.plot([], [], "k*", markersize=10, zorder=5, label="left and right point")[0],
        "saddle": circle.plot([], [], "kP", markersize=8, fillstyle="none", zorder=5, label="middle point")[0],
    }
    artists["legends"] = [
        plane.legend(loc="upper left", ncols=2, frameon=True, framealpha=0.9, edgecolor="white"),
        circle.legend(loc="lower left", fontsize="small"),
    ]
    return artists


def _draw(artists, data):
    artists["curve"].set_data(*data.curve.T)
    artists["steps"].set_data(*data.steps.nan_to_num(99, 99, -99).clamp(-99, 99).T)
    artists["points"].set_data(*data.points[::2].T)
    artists["middle"].set_data(*data.points[1:2].T)
    for name, verdict in (("wells", data.verdicts[2]), ("saddle", data.verdicts[1])):
        scaled = data.h * verdict.eigenvalues
        artists[name].set_data(scaled.real, scaled.imag)


def _readout(data):
    right = data.verdicts[2]
    words = {True: "stable", False: "unstable"}
    return (
        f"Right point: ODE {words[right.ode]} (largest Re λ {right.rate:.2f}), network {words[right.network]} (largest "
        f"|1 + h λ| {right.factor:.2f}, stable up to h = {largest_stable_step(right.eigenvalues):.2f}). Middle point: "
        f"ODE {words[data.verdicts[1].ode]}, network {words[data.verdicts[1].network]}."
    )


@functools.lru_cache(maxsize=64)
def _eigenvalues(damping):
    return [stability(branch(damping), point).eigenvalues for point in _points()]


@functools.lru_cache(maxsize=64)
def _curve(damping, start):
    """The equation's own path, by RK4 with steps of 1/8."""
    x0 = torch.tensor(STARTS[start], dtype=torch.float64)
    return integrate(lambda t, x: branch(damping)(x), x0, even_times((0, END), 120), "RK4")


@functools.cache
def _points():
    """The fixed points, by Newton from a row of starts; the friction does not move them."""
    starts = [torch.tensor([x, 0.0], dtype=torch.float64) for x in (-1.5, -1.0, 0.0, 0.2, 1.0, 1.5)]
    return find(branch(0.5), starts)
