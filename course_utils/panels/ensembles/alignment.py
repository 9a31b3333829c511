"""Which branches work in the same directions: a map of all pairs, beside the means of all networks."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from matplotlib.ticker import MaxNLocator

from course_utils.figures import COLOURS
from course_utils.gradients.alignment import PAIRS, between
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture


@dataclass(frozen=True)
class Overlaps:
    """The overlaps of one network `(L, L)`, and the means between branches of all networks, `(kinds, seeds)`."""

    network: str
    vectors: str
    seed: int
    chance: float
    overlap: torch.Tensor
    means: Mapping[str, list[float]]


def branch_overlaps(
    found: Mapping[str, list[Mapping[str, torch.Tensor]]], chance: float, scale: str | None = None
) -> Panel:
    """The overlap of every pair of branches, from `alignment.overlaps` of several seeds of each kind of network.

    `found[kind][seed]` has `(L, L)` for each of `alignment.PAIRS`; `chance` is the overlap of random subspaces, k / D.
    """
    means = {v: {kind: [between(one[v]) for one in of] for kind, of in found.items()} for v in PAIRS}

    def compute(network, vectors, seed):
        return Overlaps(network, vectors, seed, chance, found[network][seed][vectors], means[vectors])

    seeds = min(len(of) for of in found.values())
    controls = [
        Choice("network", "network", tuple(found), [*found][-1]),
        Choice("vectors", "singular vectors", tuple(PAIRS), "left"),
        Slider("seed", "seed", 0, seeds - 1, 1, 0),
    ]
    depth = len(next(iter(found.values()))[0]["left"])
    picture = Picture(lambda figure: _setup(depth, seeds, tuple(found), chance, figure), _draw, (7.6, 3.5), scale)
    return Panel("Overlaps", compute, picture, _readout, controls=controls)


def _setup(depth, seeds, kinds, chance, figure):
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    look = {"vmin": 0, "vmax": 1, "origin": "lower", "extent": (0.5, depth + 0.5, 0.5, depth + 0.5)}
    image = left.imshow(torch.zeros(depth, depth).numpy(), **look)
    left.set(xlabel="block", ylabel="block")
    left.set_title("Every pair of branches")
    left.grid(visible=False)
    for axis in (left.xaxis, left.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    figure.colorbar(image, ax=left, label="overlap", fraction=0.05, pad=0.02, aspect=30)
    right.set(xlim=(0, 0.8), ylim=(-0.6, len(kinds) - 0.4), xlabel="mean between branches")
    right.set_yticks(range(len(kinds)), kinds)
    title = right.set_title("All networks")
    right.axvline(chance, color=COLOURS["theory"], linewidth=1)
    right.annotate("chance", (chance, len(kinds) - 0.62), textcoords="offset points", xytext=(4, 0), fontsize="small")
    dots = {kind: right.plot([], [], "o", color="#777777")[0] for kind in kinds}
    ring = right.plot([], [], "o", color=COLOURS["residual"], markersize=10, fillstyle="none")[0]
    return {"image": image, "dots": dots, "ring": ring, "title": title}


def _draw(artists, data):
    artists["image"].set_data(data.overlap.numpy())
    for place, (kind, values) in enumerate(data.means.items()):
        artists["dots"][kind].set_data(values, [place] * len(values))
        if kind == data.network:
            artists["ring"].set_data([values[data.seed]], [place])
    artists["title"].set_text(f"All networks, {data.vectors}")


def _readout(data):
    values = data.means[data.network]
    return (
        f"{data.network}, seed {data.seed}, {data.vectors} singular vectors: mean overlap between branches "
        f"{values[data.seed]:.2f}, over {len(values)} seeds {min(values):.2f} to {max(values):.2f}; "
        f"random directions {data.chance:.2f}."
    )
