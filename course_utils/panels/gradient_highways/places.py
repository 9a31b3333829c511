"""Three places for one ReLU: the block's diagram, the drift of the mean, the share of zeros."""

import functools
from dataclasses import dataclass

from matplotlib.patches import FancyBboxPatch

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import signed
from course_utils.signals.relu_places import INPUTS, PLACEMENTS, Stream, squared_gradients, stream

DEEPEST = 60

DIAGRAMS = {
    "post-activation": (("W", "norm"), ("ReLU",)),
    "ReLU before addition": (("W", "norm", "ReLU"), ()),
    "pre-activation": (("norm", "ReLU", "W"), ()),
}


@dataclass(frozen=True)
class Places:
    """The streams of all placements, and the one in focus with the gradient that one block lets through."""

    focus: str
    streams: dict[str, Stream]
    passed: tuple[float, float]


def activation_places(scale: str | None = None) -> Panel:
    """Three places for one ReLU: the block's diagram, the drift of the mean and the share of zeros, block by block."""
    controls = [
        Choice("focus", "placement in blue", tuple(PLACEMENTS), "ReLU before addition"),
        Slider("depth", "depth L", 2, DEEPEST, 1, 50, play=150),
        Slider("gain", "size of the branch", 0.1, 1.2, 0.1, 1.0),
    ]
    picture = Picture(_setup, _draw, (7.6, 3.5), scale)
    return Panel("Where the activation goes", _compute, picture, _readout, controls=controls)


def _compute(focus, depth, gain):
    return Places(focus, {name: _stream(name, depth, gain) for name in PLACEMENTS}, _passed()[focus])


def _setup(figure):
    diagram, mean, zeros = figure.subplots(1, 3, width_ratios=(0.9, 1.5, 1.5))
    diagram.set(xlim=(0, 4), ylim=(0, 8), xticks=[], yticks=[], title="the block")
    diagram.axis("off")
    mean.set(xlim=(0, DEEPEST), ylim=(-4, 26), xlabel="block l", ylabel="mean of $x_l$")
    zeros.set(xlim=(0, DEEPEST), ylim=(-0.03, 1), xlabel="block l", ylabel="share of zeros in $x_l$")
    styles = dict(zip(PLACEMENTS, ("--", "-.", ":"), strict=True))
    quiet = {
        name: [
            axes.plot([], [], color="#555555", linestyle=style, linewidth=1.3, label=name)[0] for axes in (mean, zeros)
        ]
        for name, style in styles.items()
    }
    focus = [axes.plot([], [], **line("residual"), linewidth=2.6)[0] for axes in (mean, zeros)]
    titles = [mean.set_title("Does it drift?"), zeros.set_title("Is it cut off?")]
    blocks = {name: _diagram(diagram, *parts) for name, parts in DIAGRAMS.items()}
    return {
        "quiet": quiet,
        "focus": focus,
        "blocks": blocks,
        "legend": zeros.legend(loc="upper right"),
        "titles": titles,
    }


def _draw(artists, data):
    for name, lines in artists["quiet"].items():
        for drawn, values in zip(lines, (data.streams[name].mean, data.streams[name].zeros), strict=True):
            drawn.set_data(range(len(values)), values)
    stream = data.streams[data.focus]
    for drawn, values in zip(artists["focus"], (stream.mean, stream.zeros), strict=True):
        drawn.set_data(range(len(values)), values)
    for name, parts in artists["blocks"].items():
        for part in parts:
            part.set_visible(name == data.focus)
    artists["titles"][0].set_text(signed(f"The mean ends at {stream.mean[-1]:.1f}"))
    artists["titles"][1].set_text(f"{stream.zeros[1]:.0%} of $x_1$ is zero")


def _readout(data):
    stream, (gaussian, positive) = data.streams[data.focus], data.passed
    return (
        f"{data.focus}, after {len(stream.mean) - 1} blocks: mean {stream.mean[-1]:.1f}, spread "
        f"{stream.spread[-1]:.1f}, zeros {stream.zeros[-1]:.0%} (after one block {stream.zeros[1]:.0%}). One block "
        f"passes {gaussian:.1f} times the squared gradient for Gaussian x, {positive:.1f} times for x ≥ 0."
    )


def _diagram(axes, branch, after):
    """A block from x at the bottom to y at the top, as a list of artists: boxes on the left, the shortcut right."""
    left, right, bottom = 1.3, 3.3, 0.9
    arrow = {"arrowstyle": "-|>", "color": COLOURS["theory"], "linewidth": 1}
    added = bottom + 1.15 * (len(branch) + 0.75)
    top = added + 0.75 + 1.15 * len(after)
    artists = [
        axes.annotate("", (left, top), (left, 0.25), arrowprops=arrow),
        axes.annotate("", (left + 0.35, added), (right, added), arrowprops=arrow),
        axes.plot([left, right, right], [0.6, 0.6, added], color=COLOURS["residual"], linewidth=2)[0],
        axes.text(left - 0.55, 0.2, "x", ha="right"),
        axes.text(left - 0.55, top - 0.3, "y", ha="right"),
        axes.text(left, added, "+", ha="center", va="center", bbox={"boxstyle": "circle", "fc": "white"}, zorder=5),
    ]
    places = [bottom + 0.55 + 1.15 * place for place in range(len(branch))]
    places += [added + 0.95 + 1.15 * place for place in range(len(after))]
    for word, place in zip((*branch, *after), places, strict=True):
        face = "#FFE3D1" if word == "ReLU" else "white"
        box = FancyBboxPatch((left - 0.95, place - 0.32), 1.9, 0.64, "round,pad=0.02", facecolor=face, zorder=4)
        artists += [axes.add_patch(box), axes.text(left, place, word, ha="center", va="center", zorder=5)]
    return artists


_stream = functools.lru_cache(maxsize=64)(stream)


@functools.cache
def _passed():
    """The factor of one block on the squared gradient, for Gaussian inputs and for those that are not negative."""
    return {name: tuple(squared_gradients(name, x, 500).mean().item() for x in INPUTS) for name in PLACEMENTS}
