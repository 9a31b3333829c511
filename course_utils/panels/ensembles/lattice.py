"""The 2^n paths through n blocks: how many of each length, what one of them hands back, and whether all add up."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.plane import Plane
from course_utils.panels.words import counted, number
from course_utils.paths.paths import all_paths, expand, lengths
from course_utils.paths.products import path_products, strongest

MOST, HIDDEN = 10, 16
BRANCHES = {"linear": (lambda x: x, torch.ones_like), "with ReLU": (torch.relu, lambda x: (x > 0).double())}


@dataclass(frozen=True)
class Lattice:
    """Paths through n blocks on the plane: their number by length, their sum by length, and the true output.

    `sums` `(n + 1, 2)`: what all paths of each length compute, each on its own, turned and scaled so that the network's
    output is (1, 0). `error`: the distance of their total from it. `path` `(n + 1,)`: how many branches the lit path
    has taken before each block and at the end; `gradient`: the norm of its Jacobian; `point`: the block and the count
    of branches through which it leads.
    """

    blocks: int
    branches: str
    counts: list[int]
    sums: torch.Tensor
    error: float
    path: torch.Tensor
    gradient: float
    point: tuple[int, int]

    @property
    def place(self) -> tuple[float, float]:
        """Where the point of the lattice is, in shares of n."""
        return self.point[0] / self.blocks, self.point[1] / self.blocks

    @property
    def words(self) -> str:
        """What the picture says to a screen reader: the panel's readout."""
        return _readout(self)


class LatticePlane(Plane):
    """A lattice under the hand: its points are as many as the blocks allow."""

    def shown(self, data: Lattice) -> dict[str, Any]:
        """Where the point is, the distance to its neighbours, and the words for it."""
        spoken = f"after {counted(data.point[0], 'block')}, {data.point[1]} through the branch"
        return super().shown(data) | {"step": 1 / data.blocks, "spoken": spoken}


def path_lattice(scale: str | None = None) -> Panel:
    """Every path from x_0 to x_n, and the isolated paths added up by length: they arrive where F is linear.

    The strongest path through the point under the mouse is lit; a finger, the arrow keys and two sliders move the point
    as well.
    """
    controls = [
        Slider("blocks", "blocks n", 1, MOST, 1, 5, play=600),
        Choice("branches", "branches F", tuple(BRANCHES), "linear"),
        Slider("size", "size of F", 0.1, 0.9, 0.1, 0.4),
    ]
    more = [
        Slider("block", "point: blocks behind", 0, MOST, 1, 2),
        Slider("taken", "point: branches taken", 0, MOST, 1, 1),
        Slider("seed", "seed", 0, 9, 1, 0),
    ]
    label = "A point of the lattice: point at it, drag it, or move it with the arrow keys"
    picture = LatticePlane(Picture(_setup, _draw, (7.4, 3.2), scale), 0, 0.2, label)
    picture.widget.hover = True
    panel = Panel("Paths", _compute, picture, _readout, controls=controls, more=more)
    picture.follow(panel, "asked", functools.partial(_nearest, panel))
    return panel


def _nearest(panel, asked):
    """The point of the lattice that the hand means, `(across, up, count)` in shares of n."""
    blocks = panel.parameters["blocks"]
    block = min(max(round(asked[0] * blocks), 0), blocks)
    return {"block": block, "taken": min(max(round(asked[1] * blocks), 0), block)}


def _compute(blocks, branches, size, block, taken, seed):
    sums, error, norms = _stack(blocks, branches, round(10 * size) / 10, seed)
    point = min(block, blocks), min(taken, block, blocks)
    chosen = strongest(norms, *point)
    path = torch.cat((torch.zeros(1), all_paths(blocks)[chosen].cumsum(0)))
    return Lattice(blocks, branches, lengths(blocks), sums, error, path, norms[chosen].item(), point)


@functools.lru_cache(maxsize=64)
def _stack(blocks, branches, size, seed):
    """The paths' sums by length, how far their total is from the output, and the norm of each path's Jacobian."""
    x, weights = _draws(seed)
    act, slope = BRANCHES[branches]
    maps = [functools.partial(_branch, act, size, *pair) for pair in weights[:blocks]]
    output, jacobians = x, []
    for branch, (first, second) in zip(maps, weights, strict=False):
        jacobians.append(size * (second.T * slope(output @ first)) @ first.T)
        output = output + branch(output)
    terms, of_length = expand(maps, x)[:, 0], all_paths(blocks).sum(1)
    sums = torch.stack([terms[of_length == length].sum(0) for length in range(blocks + 1)])
    turn = torch.stack((output[0], torch.stack((-output[0, 1], output[0, 0])))) / output.square().sum()
    sums = sums @ turn.T
    error = (sums.sum(0) - torch.tensor([1.0, 0.0])).norm().item()
    return sums, error, torch.linalg.matrix_norm(path_products(torch.stack(jacobians)), 2)


def _branch(activation, size, first, second, x):
    return size * activation(x @ first) @ second


@functools.cache
def _draws(seed):
    """An x on the plane, and for each block the two matrices of its branch; without the ReLU, |F(x)| is about |x|."""
    how = {"generator": torch.Generator().manual_seed(seed), "dtype": torch.float64}
    x = torch.randn(1, 2, **how)
    pairs = [(torch.randn(2, HIDDEN, **how), torch.randn(HIDDEN, 2, **how) / (2 * HIDDEN) ** 0.5) for _ in range(MOST)]
    return x, pairs


def _setup(figure):
    paths, plane = figure.subplots(1, 2, width_ratios=(1, 1.25))
    paths.set(xlim=(-0.04, 1.2), ylim=(-0.06, 1.06), xlabel="blocks behind, share of n", ylabel="branches taken / n")
    paths.set(title="Level: past F.  Up: through F", xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    plane.set(xlim=(-1, 3), ylim=(-1.5, 2.4), xlabel="along the output (output: 1)", ylabel="across the output")
    title = plane.set_title("The paths add up")
    plane.plot([0], [0], "k.", markersize=4)
    below_legend = Rectangle((-1, -1.5), 4, 3, transform=plane.transData)
    artists = {
        "past": paths.add_collection(LineCollection([], colors=COLOURS["residual"], linewidths=1.6)),
        "through": paths.add_collection(LineCollection([], colors=COLOURS["quiet"], linewidths=1.0)),
        "lit": paths.plot([], [], color=COLOURS["theory"], linewidth=3.2, zorder=3, solid_capstyle="round")[0],
        "gradient": paths.text(0.0, 0.97, "", va="center"),
        "counts": [paths.text(0, 0, "", va="center", fontsize="small") for _ in range(MOST + 1)],
        "title": title,
        "chain": plane.plot([], [], **line("residual"), marker=".", label="paths, added up by length")[0],
        "gap": plane.plot([], [], color=COLOURS["plain"], linestyle=":", linewidth=2, label="what is missing")[0],
        "output": plane.plot([], [], "k*", markersize=12, zorder=5, label="the network's output")[0],
        "legend": plane.legend(loc="upper right"),
    }
    for name in ("chain", "gap"):
        artists[name].set_clip_path(below_legend)
    return artists


def _draw(artists, data):
    blocks = data.blocks
    nodes = np.array([(block, taken) for block in range(blocks) for taken in range(block + 1)])
    artists["past"].set_segments(np.stack((nodes, nodes + np.array([1, 0])), 1) / blocks)
    artists["through"].set_segments(np.stack((nodes, nodes + np.array([1, 1])), 1) / blocks)
    for length, text in enumerate(artists["counts"]):
        text.set_position((1.02, length / blocks))
        there = data.counts[length] if length <= blocks else ""
        text.set_text("1 path" if there == 1 else str(there))
    artists["lit"].set_data(np.arange(blocks + 1) / blocks, data.path / blocks)
    artists["gradient"].set_text(f"strongest: gradient {number(data.gradient)}")
    chain = torch.cat((torch.zeros(1, 2), data.sums.cumsum(0))).clamp(-9, 9)
    artists["chain"].set_data(*chain.T)
    artists["gap"].set_data([chain[-1, 0], 1], [chain[-1, 1], 0])
    artists["output"].set_data([1], [0])
    met = data.error < 1e-9
    artists["title"].set_text("The paths add up" if met else "The isolated paths miss")


def _readout(data):
    longest = max(data.counts)
    return (
        f"{counted(data.blocks, 'block')}: {2**data.blocks} paths, {longest} of the commonest length. "
        f"F {data.branches}: the isolated paths add up to the output within {_share(data.error)} of its size. "
        f"The strongest path {_through(data)} multiplies a gradient by up to {number(data.gradient)}."
    )


def _through(data):
    block, taken = data.point
    if block < 2:
        return ("past the first branch", "through the first branch")[taken] if block else "of all"
    return f"with {taken} of the first {block} branches"


def _share(error):
    return number(error, 1) if error < 1e-9 else f"{error:.0%}"
