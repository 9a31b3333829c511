"""Undo a residual block: the iteration, its path, and where it stops working."""

from dataclasses import dataclass

import torch

from course_utils.dynamics.stability import inversion
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number, power

LONGEST, START = 30, 1.4

BRANCHES = {
    "F(x) = c sin 2x / 2": lambda c: lambda x: c * torch.sin(2 * x) / 2,
    "F(x) = + c x": lambda c: lambda x: c * x,
    "F(x) = - c x": lambda c: lambda x: -c * x,
}

GUESS = "#B58900"  # a colour that stands for no kind of network


@dataclass(frozen=True)
class Inverting:
    """The block on a grid, the value y that is to be undone, the iterates so far, and their errors."""

    branch: str
    c: float
    x: torch.Tensor
    values: torch.Tensor
    y: float
    iterates: torch.Tensor
    preimages: int

    @property
    def errors(self) -> torch.Tensor:
        """The distance of every iterate from the x that is sought, in the shape of `iterates`."""
        return (self.iterates - START).abs()


def inverting(scale: str | None = None) -> Panel:
    """Invert `y = x + F(x)` by `x <- y - F(x)` for a branch with Lipschitz constant c; with a Play button."""
    controls = [
        Slider("c", "Lipschitz constant c", 0.1, 1.8, 0.05, 0.6),
        Slider("steps", "iterations k", 0, LONGEST, 1, LONGEST, play=250),
        Choice("branch", "branch", tuple(BRANCHES), "F(x) = c sin 2x / 2"),
    ]
    return Panel("Undo a block", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(c, steps, branch):
    f = BRANCHES[branch](c)
    x = torch.linspace(-4, 4, 1601, dtype=torch.float64)
    values = x + f(x)
    start = torch.tensor(START, dtype=torch.float64)
    y = start + f(start)
    above = values >= y
    crossings = int((above[1:] != above[:-1]).sum())
    return Inverting(branch, c, x, values, y.item(), inversion(f, y, steps), crossings)


def _setup(figure):
    block, error = figure.subplots(1, 2)
    block.set(xlim=(-2.5, 2.5), ylim=(-2.5, 2.5), xlabel="x", ylabel="y = x + F(x)", title="Which x gave this y?")
    error.set(xlim=(0, LONGEST), ylim=(1e-12, 1e3), yscale="log", xlabel="iteration k", ylabel="distance from x")
    error.set(title="A factor c a round")
    artists = {
        "line": block.axhline(0, color=COLOURS["quiet"], linewidth=1),
        "values": block.plot([], [], **line("residual"))[0],
        "true": block.plot([], [], "*", color="black", markersize=13, zorder=5, label="the x wanted")[0],
        "last": block.plot([], [], "o", color=GUESS, markersize=7, zorder=6, label="the guess")[0],
        "trail": block.plot([], [], ".", color=GUESS, markersize=5, zorder=4)[0],
        "errors": error.plot([], [], color=GUESS, marker=".", label="measured")[0],
        "bound": error.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1, label="Banach's bound")[0],
    }
    artists["legends"] = [block.legend(loc="lower right"), error.legend(loc="upper right")]
    return artists


def _draw(artists, data):
    artists["line"].set_ydata([data.y])
    artists["values"].set_data(data.x, data.values)
    artists["true"].set_data([START], [data.y])
    inside = data.iterates.clamp(-99, 99)
    artists["trail"].set_data(inside, torch.full_like(inside, data.y))
    artists["last"].set_data(inside[-1:], [data.y])
    artists["errors"].set_data(range(len(inside)), data.errors.clamp(1e-14, 1e5))
    artists["bound"].set_data(*_bound(data))


def _bound(data):
    """`c^k / (1 - c) |x_1 - x_0|`, which holds for c < 1 only."""
    if data.c >= 1 or len(data.iterates) < 2:
        return [], []
    k = torch.arange(LONGEST + 1)
    return k, data.c**k / (1 - data.c) * (data.iterates[1] - data.iterates[0]).abs().item()


def _readout(data):
    error = data.errors[-1].item()
    far = f"below {power(-12)}" if error < 1e-12 else number(error) if error < 1e6 else "more than a million"
    sources = f"{data.preimages} values of x give this y" if data.preimages != 1 else "one x gives this y"
    return (
        f"c = {data.c:.2f}: after {len(data.iterates) - 1} iterations the distance from x is {far}; "
        f"{sources} on [−4, 4]."
    )
