"""How many paths have each length, and which lengths carry the gradient, in a random stack."""

import functools
from dataclasses import dataclass

import numpy as np
import torch

from course_utils.figures import COLOURS, LINES
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.paths.paths import lengths
from course_utils.paths.random_stack import norms_by_length

DEEPEST, LOW = 54, 1e-20


@dataclass(frozen=True)
class Lengths:
    """One row a length k = 0 .. n: the share of all paths, the gradient along one of them, the share of the gradient.

    `norm` is relative to the path that passes every branch.
    """

    scale: float
    paths: torch.Tensor
    norm: torch.Tensor
    carried: torch.Tensor

    def mean(self, shares: torch.Tensor) -> float:
        """The mean length under shares of the lengths 0 .. n, `(n + 1,)`."""
        return (shares * torch.arange(len(shares))).sum().item()


def path_lengths(scale: str | None = None) -> Panel:
    """Number of paths against length, beside the gradient that they carry: `x_{l+1} = x_l + s W relu(x_l)`."""
    controls = [
        Slider("blocks", "blocks n", 2, DEEPEST, 1, 54, play=150),
        Slider("size", "size s of the branch", 0.05, 1.5, 0.05, 0.35),
    ]
    more = [Slider("seed", "seed", 0, 9, 1, 0)]
    picture = Picture(_setup, _draw, scale=scale)
    return Panel("Path lengths", _compute, picture, _readout, controls=controls, more=more)


def _compute(blocks, size, seed):
    norm = _norms(blocks, round(100 * size) / 100, seed)
    paths = torch.tensor(lengths(blocks), dtype=torch.float64)
    carried = paths * norm
    return Lengths(size, paths / paths.sum(), norm / norm[0], carried / carried.sum())


def _setup(figure):
    single, together = figure.subplots(1, 2)
    single.set(xlim=(-0.03, 1.03), ylim=(LOW, 1e10), yscale="log", xlabel="length of the path, share of n")
    single.set(ylabel="size of the gradient")
    factor = single.set_title("One more branch: × 0.35")
    together.set(xlim=(-0.03, 1.03), xlabel="length of the path, share of n", ylabel="share (axis: its square root)")
    together.set_yscale("function", functions=(np.sqrt, np.square))  # two blocks, a share of 0.9; 54 blocks, one of 0.1
    together.set(ylim=(0, 1), yticks=(0, 0.02, 0.1, 0.3, 0.6, 1))
    title = together.set_title("Short paths carry most")
    quiet = {"color": COLOURS["quiet"], "linestyle": "--", "marker": "s", "markersize": 3}
    return {
        "norm": single.plot([], [], **LINES["residual"], markersize=3)[0],
        "paths": together.plot([], [], **quiet, label="of all paths")[0],
        "carried": together.plot([], [], **LINES["residual"], markersize=3, label="of the gradient")[0],
        "factor": factor,
        "title": title,
        "legend": together.legend(loc="upper right"),
    }


def _draw(artists, data):
    taken = np.linspace(0, 1, len(data.norm))
    for name, values in (("norm", data.norm.clamp(min=LOW / 10)), ("paths", data.paths), ("carried", data.carried)):
        artists[name].set_data(taken, values)
    artists["factor"].set_text(f"One more branch: × {_factor(data):.2f}")
    shift = data.mean(data.carried) / data.mean(data.paths) - 1
    which = "Short" if shift < 0 else "Long"
    artists["title"].set_text(f"{which} paths carry most" if abs(shift) > 0.1 else "All lengths share")


def _readout(data):
    blocks = len(data.norm) - 1
    return (
        f"{blocks} blocks: mean length {data.mean(data.paths):.1f} of all paths, {data.mean(data.carried):.1f} of the "
        f"gradient. One more branch multiplies the gradient along a path by {_factor(data):.2f}."
    )


def _factor(data):
    return data.norm[-1].item() ** (1 / (len(data.norm) - 1))


_norms = functools.lru_cache(maxsize=64)(norms_by_length)
