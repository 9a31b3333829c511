"""Stochastic depth: which blocks take part in a batch, how many, and how such a network stands lesions afterwards."""

import functools
from dataclasses import dataclass

import pandas
import torch
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from course_utils.blocks.stochastic_depth import survival
from course_utils.figures import COLOURS, LINES
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

DEEPEST, BATCHES = 54, 20
TAKES_PART = ListedColormap(["#F0F0F0", COLOURS["gated"]])


@dataclass(frozen=True)
class Schedule:
    """The survival chances p_1 .. p_L, which blocks each batch draws `(BATCHES, L)`, and the batch in focus, from 1."""

    chances: torch.Tensor
    draws: torch.Tensor
    batch: int

    @property
    def drawn(self) -> torch.Tensor:
        """Which blocks take part in the batch in focus."""
        return self.draws[self.batch - 1]

    @property
    def expected(self) -> float:
        """The mean number of blocks that a batch meets: the sum of p_l."""
        return self.chances.sum().item()

    @property
    def deviation(self) -> float:
        """The standard deviation of that number: the root of the sum of p_l (1 - p_l)."""
        return (self.chances * (1 - self.chances)).sum().sqrt().item()


def stochastic_depth(lesions: pandas.DataFrame, scale: str | None = None, operated: int = 15) -> Panel:
    """The schedule and its draws beside measured lesions of networks of `operated` blocks.

    `lesions`: columns training ("every block" or "stochastic depth"), seed, count (blocks left out), accuracy.
    """
    controls = [
        Slider("last", "last chance p_L", 0.1, 1.0, 0.05, 0.5),
        Slider("blocks", "blocks L", 2, DEEPEST, 1, 54),
        Slider("batch", "batch", 1, BATCHES, 1, 1, play=600),
    ]
    drawing = functools.partial(_draw, operated)
    picture = Picture(lambda figure: _setup(lesions, operated, figure), drawing, (7.8, 3.4), scale)
    return Panel("Stochastic depth", _compute, picture, _readout, controls=controls)


def _compute(last, blocks, batch):
    chances = torch.tensor(survival(blocks, last), dtype=torch.float64)
    return Schedule(chances, _lots()[:, :blocks] < chances, batch)


@functools.cache
def _lots():
    """A number from 0 to 1 for each block of each batch."""
    generators = (torch.Generator().manual_seed(batch) for batch in range(1, BATCHES + 1))
    return torch.stack([torch.rand(DEEPEST, generator=one, dtype=torch.float64) for one in generators])


def _setup(lesions, operated, figure):
    raster, depth, after = figure.subplots(1, 3, width_ratios=(1.7, 0.9, 1.5))
    rows = {"ylim": (BATCHES + 0.5, 0.5), "yticks": (1, 5, 10, 15, 20)}
    raster.set(xlim=(0, 1), **rows, xlabel="block, from first to last", ylabel="batch", xticks=())
    raster.grid(visible=False)
    depth.set(xlim=(0, 1), **rows, xlabel="share at work", xticks=(0, 0.5, 1))
    depth.set_yticklabels([])
    title = raster.set_title("Late blocks rest (pale)")
    most = lesions["count"].max()
    after.set(xlim=(-0.2, most + 0.2), ylim=(0, 1.45), xlabel="blocks left out", ylabel="accuracy")
    after.set(title=f"After training, L={operated}", yticks=(0, 0.25, 0.5, 0.75, 1))
    for training, kind in (("every block", "residual"), ("stochastic depth", "gated")):
        runs = lesions[lesions.training == training].pivot_table("accuracy", "count", "seed")
        after.plot(runs.index, runs, color=COLOURS[kind], linewidth=0.6, alpha=0.5)
        after.plot(runs.index, runs.median(axis=1), **LINES[kind], markersize=3.5, label=training)
    after.legend(loc="upper right", borderaxespad=0, handlelength=1.4, title="trained with", title_fontsize="small")
    edges = torch.arange(BATCHES + 1) + 0.5
    frame = {"fill": False, "edgecolor": COLOURS["theory"], "linewidth": 1.6}
    return {
        "raster": raster.imshow(
            [[0]], cmap=TAKES_PART, vmin=0, vmax=1, aspect="auto", extent=(0, 1, BATCHES + 0.5, 0.5)
        ),
        "depths": depth.stairs([0] * BATCHES, edges, orientation="horizontal", fill=True, color=COLOURS["gated"]),
        "mean": depth.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1)[0],
        "rows": [axes.add_patch(Rectangle((0, 0.5), 1, 1, **frame)) for axes in (raster, depth)],
        "title": title,
        "counted": depth.set_title("10.0 of 15 at work"),
        "usual": after.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1)[0],
        "usually": after.text(0, 1.0, " a batch's \n mean ", fontsize="small", va="top"),
    }


def _draw(operated, artists, data):
    blocks = len(data.chances)
    artists["raster"].set_data(data.draws.numpy())
    artists["depths"].set_data(data.draws.double().mean(1))
    artists["mean"].set_data([data.expected / blocks] * 2, [0.5, BATCHES + 0.5])
    for frame in artists["rows"]:
        frame.set_y(data.batch - 0.5)
    out = operated * (1 - data.expected / blocks)
    inside = out <= artists["usual"].axes.get_xlim()[1]
    artists["usual"].set(data=([out, out], [0, 1]), visible=inside)
    artists["usually"].set(x=out, ha="right" if out > 1.5 else "left", visible=inside)
    last = data.chances[-1].item()
    artists["title"].set_text("Late blocks rest (pale)" if last < 1 else "All blocks at work")
    artists["counted"].set_text(f"{data.expected:.1f} of {blocks} at work")


def _readout(data):
    return (
        f"{len(data.chances)} blocks, the last with chance {data.chances[-1]:.2f}: a batch meets {data.expected:.1f} "
        f"of them on average, with a deviation of {data.deviation:.1f}; this one {int(data.drawn.sum())}."
    )
