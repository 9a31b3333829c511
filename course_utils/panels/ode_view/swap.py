"""Two points change places: what a flow cannot do, what one more dimension lets it do, and what three big steps do."""

import functools
from dataclasses import dataclass

import torch
from matplotlib.collections import LineCollection
from torch import nn

from course_utils.figures import COLOURS
from course_utils.networks.neural_ode import SWAP, NeuralODE, swap_models
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.training.regression import fit

FRAMES, COUNT, REACH = 40, 25, 1.6
STARTS = torch.linspace(-1.5, 1.5, COUNT)[:, None]
CHOSEN = [(STARTS - x).abs().argmin().item() for x in (-1.0, 1.0)]  # the two that are to change places
COLOUR = {"flow": "continuous", "augmented flow": "continuous", "residual net": "residual"}


@dataclass(frozen=True)
class Swap:
    """All points at all times up to now: `times` `(T,)`, `paths` `(T, COUNT, D)` with the added channel second."""

    model: str
    time: float
    times: torch.Tensor
    paths: torch.Tensor


def trained_swap_models(seed: int = 0) -> dict[str, nn.Module]:
    """The three models of `flows.swap_models`, trained on the swap: about 3 s."""
    models = swap_models(seed)
    for model in models.values():
        fit(model, *SWAP)
    return models


def neural_ode(models: dict[str, nn.Module] | None = None, scale: str | None = None) -> Panel:
    """Points that flow over depth on their way to a swap, for a flow, an augmented flow and a three-step residual net.

    `models` as from `trained_swap_models`, which is called where none are given. With a Play button.
    """
    paths = {name: _paths(model) for name, model in (models or _trained()).items()}
    controls = [
        Choice("model", "model", tuple(paths), "flow"),
        Slider("time", "depth t", 0.0, 1.0, 1 / FRAMES, 1.0, play=120),
    ]
    compute = functools.partial(_compute, paths)
    return Panel("Changing places", compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(paths, model, time):
    shown = round(time * FRAMES) + 1
    return Swap(model, time, torch.linspace(0, 1, FRAMES + 1)[:shown], paths[model][:shown])


def _setup(figure):
    path, way, plane = figure.subplots(1, 3, width_ratios=(1.25, 1, 1))
    path.set(xlim=(0, 1), ylim=(-REACH, REACH), xlabel="depth t", ylabel="x(t)", title="On the way")
    way.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="x(0)", ylabel="x(t)", title="The map so far")
    way.plot([-1, 1], [1, -1], "x", color="black", markersize=9)
    way.text(-1, 1.13, "wanted", va="bottom")
    plane.set(xlim=(-REACH, REACH), ylim=(-2.6, 2.6), xlabel="x(t)", ylabel="added channel", title="Room to pass")
    artists = {
        "paths": LineCollection([], linewidths=0.9, alpha=0.55),
        "around": LineCollection([], linewidths=0.9, alpha=0.55),
    }
    path.add_collection(artists["paths"])
    plane.add_collection(artists["around"])
    artists["map"] = way.plot([], [], linewidth=1.8)[0]
    for name, marker, colour in (("left", "o", "#3B3B3B"), ("right", "^", "#B58900")):
        how = {"color": colour, "linewidth": 2.4, "zorder": 4}
        artists[name] = [path.plot([], [], **how)[0], plane.plot([], [], **how)[0]]
        artists[name] += [axes.plot([], [], marker, color=colour, markersize=7, zorder=5)[0] for axes in (path, plane)]
    artists["none"] = plane.text(0, 0, "this model\nhas none", ha="center", va="center", color="#555555")
    return artists


def _draw(artists, data):
    colour, x = COLOURS[COLOUR[data.model]], data.paths[:, :, 0]
    many, augmented = data.paths.shape[-1] > 1, data.paths[:, :, -1]
    times = data.times[:, None].expand_as(x)
    artists["paths"].set_segments(torch.stack((times, x), -1).transpose(0, 1).numpy())
    artists["around"].set_segments(torch.stack((x, augmented), -1).transpose(0, 1).numpy() if many else [])
    for name in ("paths", "around"):
        artists[name].set_color(colour)
    artists["map"].set_data(STARTS[:, 0], x[-1])
    artists["map"].set_color(colour)
    for name, place in zip(("left", "right"), CHOSEN, strict=True):
        over_time, around, dot, turning = artists[name]
        over_time.set_data(data.times, x[:, place])
        dot.set_data(data.times[-1:], x[-1:, place])
        around.set_data(*((x[:, place], augmented[:, place]) if many else ([], [])))
        turning.set_data(*((x[-1:, place], augmented[-1:, place]) if many else ([], [])))
    artists["none"].set_visible(not many)


def _readout(data):
    left, right = (data.paths[-1, place, 0].item() for place in CHOSEN)
    error = ((left - 1) ** 2 + (right + 1) ** 2) / 2
    turned = int((data.paths[-1, 1:, 0] < data.paths[-1, :-1, 0]).sum())
    return (
        f"{data.model}, t = {data.time:.2f}: the point from −1 is at {left:.2f}, the one from +1 at {right:.2f}; mean "
        f"squared error against the swap {error:.3f}. Of {COUNT - 1} neighbours, {turned} have changed their order."
    )


@functools.cache
def _trained():
    return trained_swap_models()


@torch.no_grad()
def _paths(model):
    """`(FRAMES + 1, COUNT, D)`: a flow in `FRAMES` steps, more than it was trained with.

    Between the states of a residual net lie straight lines, which its blocks jump.
    """
    if isinstance(model, NeuralODE):
        finer = NeuralODE(model.field.inner, "rk4", FRAMES, augment=model.augment)
        return finer.trajectory(STARTS, torch.linspace(0, 1, FRAMES + 1))
    states = model.states(STARTS)
    place = torch.linspace(0, len(states) - 1, FRAMES + 1)
    before = place.floor().long().clamp(max=len(states) - 2)
    share = (place - before)[:, None, None]
    return (1 - share) * states[before] + share * states[before + 1]
