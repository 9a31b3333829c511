"""One number decides: where h lambda lies in the plane, and what becomes of x there."""

from dataclasses import dataclass

import torch

from course_utils.dynamics.solvers import METHODS
from course_utils.dynamics.stability import stability_function
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.plane import Plane
from course_utils.panels.words import number

STEPS, HIGH = 20, 3.0
REAL, IMAGINARY, GRID = (-3.2, 0.8), (-3.0, 3.0), 0.05
NAMES = {"a residual net (Euler)": "Euler", "midpoint or Heun": "midpoint", "RK4": "RK4"}


@dataclass(frozen=True)
class StabilityView:
    """`z = h lambda`, one step's factor R(z), and x over time: the ODE's, and after each of the method's steps."""

    z: complex
    method: str
    factor: complex
    curve: torch.Tensor
    states: torch.Tensor

    @property
    def place(self) -> tuple[float, float]:
        """Where the point is: the real and the imaginary part of z."""
        return self.z.real, self.z.imag

    @property
    def words(self) -> str:
        """What the point says to a screen reader: the panel's readout."""
        return _readout(self)


def stability_plane(scale: str | None = None) -> Panel:
    """Move h lambda through the complex plane: the regions where ODE, residual net and RK4 are stable, and x itself.

    The point moves by mouse, finger or arrow keys (with Shift five times as far), or by the two sliders.
    """
    controls = [
        Slider("re", "real part of h λ", *REAL, GRID, -2.1),
        Slider("im", "imaginary part", *IMAGINARY, GRID, 0.0),
        Choice("method", "steps by", tuple(NAMES), "a residual net (Euler)"),
    ]
    label = "h lambda in the complex plane: drag it, or move it with the arrow keys, with Shift five times as far"
    plane = Plane(Picture(_setup, _draw, scale=scale), 0, GRID, label)
    panel = Panel("Stability", _compute, plane, _readout, controls=controls)

    plane.follow(panel, "asked", _within)
    return panel


def _within(asked):
    """Where the hand wants the point, `(re, im, count)`, held within what the sliders reach."""
    values = zip(("re", "im"), asked[:2], (REAL, IMAGINARY), strict=True)
    return {name: min(max(value, low), high) for name, value, (low, high) in values}


def _compute(re, im, method):
    z = complex(re, im)
    factor = stability_function(NAMES[method], torch.tensor(z, dtype=torch.complex128))
    curve = torch.exp(z * torch.linspace(0, STEPS, 10 * STEPS + 1, dtype=torch.complex128)).real
    states = (factor ** torch.arange(STEPS + 1)).real
    return StabilityView(z, method, factor.item(), curve, states)


def _setup(figure):
    plane, path = figure.subplots(1, 2, width_ratios=(1, 1.6))
    plane.set(xlim=REAL, ylim=IMAGINARY, aspect="equal", xlabel="real part of h λ", ylabel="imaginary part of h λ")
    plane.set(title="Move the point")
    _regions(plane)
    path.set(xlim=(0, STEPS), ylim=(-HIGH, HIGH), xticks=range(0, STEPS + 1, 5))
    path.set(xlabel="step n (time n h)", ylabel="real part of x")
    artists = {
        "point": plane.plot([], [], "ko", markersize=8, fillstyle="none", markeredgewidth=2)[0],
        "curve": path.plot([], [], **line("continuous"), label="ODE")[0],
        "states": path.plot([], [], **line("residual", marker=True), markersize=4, label="steps")[0],
        "title": path.set_title("ODE decays, method grows"),
    }
    artists["legend"] = path.legend(loc="lower left", ncols=2, frameon=True, framealpha=0.9, edgecolor="white")
    return artists


def _regions(plane):
    """Where the ODE and each method are stable: shaded, or inside a contour."""
    plane.axvspan(REAL[0], 0, color=COLOURS["continuous"], alpha=0.12, linewidth=0)
    x, y = torch.linspace(*REAL, 160, dtype=torch.float64), torch.linspace(*IMAGINARY, 160, dtype=torch.float64)
    grid = torch.complex(*torch.meshgrid(x, y, indexing="xy"))
    styles = {"Euler": (COLOURS["residual"], "-"), "midpoint": ("#7A7A7A", "--"), "RK4": ("#00664A", "-.")}
    for name, (colour, dashes) in styles.items():
        sizes = stability_function(name, grid).abs()
        plane.contour(x, y, sizes, levels=[1.0], colors=[colour], linestyles=[dashes], linewidths=1.4)
    sizes = stability_function("Euler", grid).abs()
    plane.contourf(x, y, sizes, levels=[0, 1], colors=[COLOURS["residual"]], alpha=0.2)
    for word, where, colour in (("Euler", (-1, 0), COLOURS["residual"]), ("order 2", (-1, 1.25), "#555555")):
        plane.text(*where, word, color=colour, ha="center", va="center")
    plane.text(-0.5, 2.3, "RK4", color="#00664A", ha="center", va="center")
    plane.text(-3.1, -2.9, "ODE\nstable", color="#00664A")


def _draw(artists, data):
    artists["point"].set_data([data.z.real], [data.z.imag])
    artists["curve"].set_data(torch.linspace(0, STEPS, len(data.curve)), data.curve.clamp(-99, 99))
    artists["states"].set_data(range(STEPS + 1), data.states.clamp(-99, 99))
    artists["title"].set_text(f"ODE {_fate(data.z.real)}, method {_fate(abs(data.factor) - 1)}")


def _readout(data):
    ode = abs(torch.exp(torch.tensor(data.z, dtype=torch.complex128)).item())
    sign = "−" if data.z.imag < 0 else "+"
    return (
        f"h λ = {data.z.real:.2f} {sign} {abs(data.z.imag):.2f} i: in one step the ODE multiplies |x| by {ode:.3f}, "
        f"{METHODS[NAMES[data.method]].name} by |R| = {abs(data.factor):.3f}; after {STEPS} steps |x| is "
        f"{number(ode**STEPS)} and {number(abs(data.factor) ** STEPS)}."
    )


def _fate(sign):
    return "stays" if abs(sign) < 1e-9 else "grows" if sign > 0 else "decays"
