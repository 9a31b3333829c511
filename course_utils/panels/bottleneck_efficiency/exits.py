"""Early exits: a threshold decides at which block each sample leaves, what that costs in depth and in accuracy."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from course_utils.cost.early_exits import Departure, leave, leave_at, shuffled
from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

RULES = ("who is sure", "drawn at random")
WRONG = "#B58900"


@dataclass(frozen=True)
class Exits:
    """Who leaves where: shares of the samples `(L,)` that leave right and wrong, and the price paid on average.

    `fixed` `(L,)` is the accuracy if all leave at one block, `curve` the pairs (depth, accuracy) of all thresholds.
    """

    network: str
    threshold: float
    right: torch.Tensor
    wrong: torch.Tensor
    depth: float
    accuracy: float
    fixed: list[float]
    curve: list[tuple[float, float]]


def early_exits(said: Mapping[str, torch.Tensor], labels: torch.Tensor, scale: str | None = None) -> Panel:
    """Share of samples that leave at each block, average depth and accuracy, as a threshold of confidence moves.

    `said[network]` are logits of every exit, `(L, N, classes)`, and `labels` `(N,)`.
    """
    labels = labels.cpu()
    said = {name: logits.cpu() for name, logits in said.items()}
    depth = len(next(iter(said.values())))
    fixed = {
        name: [_everyone(logits, k).accuracy(labels) for k in range(1, depth + 1)] for name, logits in said.items()
    }
    curves = {name: [_pair(leave(logits, t / 50), labels) for t in range(10, 51)] for name, logits in said.items()}

    def compute(network, threshold, rule):
        logits = said[network]
        gone = leave(logits, threshold)
        gone = shuffled(gone, logits) if rule == RULES[1] else gone
        right, wrong = (_shares(gone.block, which, depth) for which in (gone.answer == labels, gone.answer != labels))
        return Exits(network, threshold, right, wrong, *_pair(gone, labels), fixed[network], curves[network])

    controls = [
        Choice("network", "network", tuple(said), next(iter(said))),
        Slider("threshold", "leave at a confidence of", 0.2, 1.0, 0.02, 0.8),
        Choice(
            "rule", "who leaves", RULES, RULES[0], when=lambda at: _some_leave(said[at["network"]], at["threshold"])
        ),
    ]
    picture = Picture(lambda figure: _setup(depth, figure), _draw, (7.4, 3.4), scale)
    return Panel("Early exits", compute, picture, _readout, controls=controls)


def _some_leave(logits, threshold):
    return leave(logits, threshold).depth < len(logits)


def _everyone(logits, block):
    return leave_at(logits, torch.full((logits.shape[1],), block))


def _pair(departure: Departure, labels):
    return departure.depth, departure.accuracy(labels)


def _shares(block, which, depth):
    return torch.stack([(which & (block == k)).double().mean() for k in range(1, depth + 1)])


def _setup(depth, figure):
    left, right = figure.subplots(1, 2)
    blocks = range(1, depth + 1)
    left.set(xlim=(0.4, depth + 0.6), ylim=(0, 1.5), xticks=blocks, xlabel="block", ylabel="share of the samples")
    title = left.set_title("Who leaves where")
    left.grid(visible=False, axis="x")
    right.set(
        xlim=(0.8, depth + 0.2), ylim=(0, 1.5), xticks=blocks, xlabel="blocks passed on average", ylabel="accuracy"
    )
    right.set_title("What it costs and brings")
    for axes in (left, right):
        axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])  # above it is the legend's
    bars = [
        left.bar(blocks, [0] * depth, 0.7, color=colour, hatch=hatch, edgecolor="white", label=label)
        for label, colour, hatch in (("right", COLOURS["residual"], ""), ("wrong", WRONG, "//"))
    ]
    ring = right.plot([], [], "o", color=COLOURS["theory"], markersize=11, fillstyle="none", label="now")[0]
    return {
        "right": bars[0],
        "wrong": bars[1],
        "title": title,
        "fixed": right.plot([], [], "k--s", markersize=4, linewidth=1, label="all at one block")[0],
        "curve": right.plot([], [], color=COLOURS["residual"], linewidth=2.2, label="by confidence")[0],
        "now": ring,
        "legends": [axes.legend(loc="upper left", labelspacing=0.3, borderaxespad=0.2) for axes in (left, right)],
    }


def _draw(artists, data):
    for low, high, good, bad in zip(artists["right"], artists["wrong"], data.right, data.wrong, strict=True):
        low.set_height(good.item())
        high.set(y=good.item(), height=bad.item())
    artists["title"].set_text(f"Who leaves where, at {data.threshold:.2f}")
    artists["fixed"].set_data(range(1, len(data.fixed) + 1), data.fixed)
    artists["curve"].set_data(*zip(*data.curve, strict=True))
    artists["now"].set_data([data.depth], [data.accuracy])


def _readout(data):
    early = (data.right + data.wrong)[:-1].sum().item()
    return (
        f"{data.network}: {early:.0%} leave before the last block, {data.depth:.2f} of {len(data.fixed)} blocks on "
        f"average, accuracy {data.accuracy:.1%}. All at the last block: {data.fixed[-1]:.1%}."
    )
