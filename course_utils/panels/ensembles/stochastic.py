"""Stochastic depth: which blocks take part in a batch, how many, and how such a network stands lesions afterwards."""

import functools
from dataclasses import dataclass

import pandas
import torch

from course_utils.blocks.stochastic_depth import survival
from course_utils.figures import COLOURS, LINES, line
from course_utils.panels.controls import Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted

DEEPEST = 54


@dataclass(frozen=True)
class Schedule:
    """The survival chances p_1 .. p_L, which blocks one batch draws, and how likely each number of blocks is."""

    chances: torch.Tensor
    drawn: torch.Tensor
    depths: torch.Tensor

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
        Slider("batch", "batch", 1, 20, 1, 1),
    ]
    drawing = functools.partial(_draw, operated)
    picture = Picture(lambda figure: _setup(lesions, operated, figure), drawing, (7.8, 3.4), scale)
    return Panel("Stochastic depth", _compute, picture, _readout, controls=controls)


def _compute(last, blocks, batch):
    chances = torch.tensor(survival(blocks, last), dtype=torch.float64)
    drawn = torch.rand(DEEPEST, generator=torch.Generator().manual_seed(batch), dtype=torch.float64)[:blocks] < chances
    depths = torch.ones(1, dtype=torch.float64)
    for chance in chances:  # one block more: the distribution of a sum of independent yes and no
        depths = torch.cat((depths * (1 - chance), torch.zeros(1))) + torch.cat((torch.zeros(1), depths * chance))
    return Schedule(chances, drawn, depths)


def _setup(lesions, operated, figure):
    chance, depth, after = figure.subplots(1, 3)
    chance.set(xlim=(-0.02, 1.04), ylim=(0, 1.28), xlabel="depth l / L", ylabel="chance to take part")
    chance.set(title="Late blocks rest", yticks=(0, 0.25, 0.5, 0.75, 1))
    depth.set(xlim=(-0.02, 1.04), ylim=(0, 0.6), xlabel="share that takes part", ylabel="probability")
    title = depth.set_title("A batch sees fewer")
    most = lesions["count"].max()
    after.set(xlim=(-0.2, most + 0.2), ylim=(0, 1.45), xlabel="blocks left out", ylabel="accuracy")
    after.set(title=f"Lesions, L={operated}", yticks=(0, 0.25, 0.5, 0.75, 1))
    for training, kind in (("every block", "residual"), ("stochastic depth", "gated")):
        runs = lesions[lesions.training == training].pivot_table("accuracy", "count", "seed")
        after.plot(runs.index, runs, color=COLOURS[kind], linewidth=0.6, alpha=0.5)
        after.plot(runs.index, runs.median(axis=1), **LINES[kind], markersize=3.5, label=training)
    after.legend(loc="upper right", borderaxespad=0, handlelength=1.4, title="trained with", title_fontsize="small")
    return {
        "chances": chance.plot([], [], **line("gated"))[0],
        "in": chance.plot([], [], "|", color=COLOURS["gated"], markersize=9)[0],
        "out": chance.plot([], [], ".", color=COLOURS["quiet"], markersize=2)[0],
        "label": chance.text(0, 1.18, "", fontsize="small"),
        "depths": depth.plot([], [], color=COLOURS["gated"])[0],
        "mean": depth.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1)[0],
        "title": title,
        "usual": after.plot([], [], color=COLOURS["theory"], linestyle="--", linewidth=1)[0],
        "usually": after.text(0, 1.0, " a batch's \n mean ", fontsize="small", va="top"),
    }


def _draw(operated, artists, data):
    blocks = len(data.chances)
    places = torch.arange(1, blocks + 1) / blocks
    artists["chances"].set_data(places, data.chances)
    artists["in"].set_data(places[data.drawn], torch.full((int(data.drawn.sum()),), 1.1))
    artists["out"].set_data(places[~data.drawn], torch.full((int((~data.drawn).sum()),), 1.1))
    artists["label"].set_text(f"this batch: {counted(int(data.drawn.sum()), 'block')}")
    artists["depths"].set_data(torch.arange(blocks + 1) / blocks, data.depths)
    artists["mean"].set_data([data.expected / blocks] * 2, [0, 0.6])
    out = operated * (1 - data.expected / blocks)
    inside = out <= artists["usual"].axes.get_xlim()[1]
    artists["usual"].set(data=([out, out], [0, 1]), visible=inside)
    artists["usually"].set(x=out, ha="right" if out > 1.5 else "left", visible=inside)
    artists["title"].set_text(f"{data.expected:.1f} of {blocks} blocks")


def _readout(data):
    return (
        f"{len(data.chances)} blocks, the last with chance {data.chances[-1]:.2f}: a batch meets {data.expected:.1f} "
        f"of them on average, with a deviation of {data.deviation:.1f}; this one {int(data.drawn.sum())}."
    )
