"""Streams that are mixed at every block: what the product of the mixing matrices amplifies, and what it forgets."""

import functools
from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS, line
from course_utils.gradients.stream_mixing import Mixed, stream_mixing
from course_utils.networks.streams import MIXINGS, mixed
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number

DEEPEST, STREAMS, DRAWS, LARGEST, LEAST = 64, 4, 9, 1e6, 1e-8
KINDS = MIXINGS[1:]
LOOKS = dict(zip(KINDS, ("plain", "residual", "gated"), strict=True))


@dataclass(frozen=True)
class Streams:
    """The products of one kind of mixing, `DRAWS` random stacks of them."""

    kind: str
    noise: float
    stacks: tuple[Mixed, ...]

    def median(self, what: str) -> torch.Tensor:
        """Median over the stacks of the gain or the second singular value, after each block, `(L + 1,)`."""
        return torch.stack([getattr(stack, what) for stack in self.stacks]).median(0).values


def stream_mixings(scale: str | None = None) -> Panel:
    """Gain and second singular value of a product of mixing matrices, block by block."""
    controls = [
        Choice("kind", "mixing A", KINDS, "free"),
        Slider("noise", "noise around I", 0.0, 0.4, 0.05, 0.3),
        Slider("depth", "blocks L", 1, DEEPEST, 1, DEEPEST),
    ]
    return Panel("Streams", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(kind, noise, depth):
    stacks = (stream_mixing(mixed(_raw(draw, noise)[:depth], kind)) for draw in range(DRAWS))
    return Streams(kind, noise, tuple(stacks))


@functools.cache
def _draws(draw):
    """The random part of one stack, the same for every kind and every noise."""
    generator = torch.Generator().manual_seed(draw)
    return torch.randn(DEEPEST, STREAMS, STREAMS, generator=generator, dtype=torch.float64)


def _raw(draw, noise):
    return torch.eye(STREAMS, dtype=torch.float64) + noise * _draws(draw)


def _setup(figure):
    gain, second = figure.subplots(1, 2)
    gain.set(xlim=(0, DEEPEST), ylim=(0.3, LARGEST), yscale="log", xlabel="blocks", ylabel="gain: largest row sum")
    second.set(xlim=(0, DEEPEST), ylim=(LEAST, 3), yscale="log", xlabel="blocks", ylabel="2nd singular value / 1st")
    for axes in (gain, second):
        axes.axhline(1, color=COLOURS["quiet"], linewidth=0.8)
    artists = {"gain_title": gain.set_title("Gain 1000"), "second_title": second.set_title("Streams merge: 0.0001")}
    for name, axes in (("gain", gain), ("second", second)):
        artists[name] = [axes.plot([], [], **line("plain"))[0] for _ in range(DRAWS)]
        for thin in artists[name]:
            thin.set(linewidth=0.8, alpha=0.45)
        artists[f"{name}_median"] = axes.plot([], [], **line("plain"), zorder=4)[0]
    return artists


def _draw(artists, data):
    look = line(LOOKS[data.kind])
    bounds = {"gain": (0.3, LARGEST * 10), "second": (LEAST / 10, 3)}
    for name, (low, high) in bounds.items():
        curves = [*(getattr(stack, name) for stack in data.stacks), data.median(name)]
        for drawn, values in zip([*artists[name], artists[f"{name}_median"]], curves, strict=True):
            drawn.set_data(range(len(values)), values.clamp(low, high))
            drawn.set(color=look["color"], linestyle=look["linestyle"])
    artists["gain_title"].set_text(f"Gain {number(data.median('gain')[-1].item())}")
    second = data.median("second")[-1].item()
    artists["second_title"].set_text(f"Streams {'merge' if second < 0.1 else 'stay apart'}: {number(second)}")


def _readout(data):
    gains = sorted(stack.gain[-1].item() for stack in data.stacks)
    return (
        f"{data.kind}, noise {data.noise:.2f}, {counted(len(data.stacks[0].gain) - 1, 'block')}: median gain "
        f"{number(data.median('gain')[-1].item())} (of {DRAWS} draws {number(gains[0])} to {number(gains[-1])}), "
        f"second singular value over the first {number(data.median('second')[-1].item())}."
    )
