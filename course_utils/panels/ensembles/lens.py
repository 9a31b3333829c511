"""The residual stream read on its way: four readers, over all digits and for one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from matplotlib.ticker import MaxNLocator

from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.paths.lens import READERS, accuracies, first_above

STYLES = dict(zip(READERS, ("-", "--", "-.", ":"), strict=True))
INK = {"residual": COLOURS["residual"], "plain": COLOURS["plain"]}


@dataclass(frozen=True)
class Reading:
    """One network and one reader: accuracies of all readers, and what this one says of the digit in view.

    `accuracy` `(L + 1,)` by reader, `odds` `(L + 1, classes)`.
    """

    network: str
    reader: str
    label: int
    accuracy: Mapping[str, list[float]]
    odds: torch.Tensor

    @property
    def settled(self) -> int:
        """The first l from which on this reader says of the digit what it says at x_L."""
        said = self.odds.argmax(1)
        return len(said) - int((said == said[-1]).int().flip(0).cumprod(0).sum())


def stream_readers(
    said: Mapping[str, Mapping[str, torch.Tensor]], labels: torch.Tensor, shown: int = 8, scale: str | None = None
) -> Panel:
    """The accuracy of each of `lens.READERS` at every x_l, and what one of them says of one digit.

    `said[network]` are the logits of `lens.readings`, `(L + 1, N, classes)` by reader, and `labels` `(N,)`; the first
    `shown` digits can be looked at.
    """
    labels = labels.cpu()
    said = {name: {reader: logits.cpu() for reader, logits in of.items()} for name, of in said.items()}
    table = {name: accuracies(of, labels) for name, of in said.items()}
    names = {f"a {label} (image {place + 1})": place for place, label in enumerate(labels[:shown].tolist())}

    def compute(network, reader, digit):
        place = names[digit]
        odds = said[network][reader][:, place].softmax(1)
        return Reading(network, reader, labels[place].item(), table[network], odds)

    controls = [
        Choice("network", "network", tuple(said), next(iter(said))),
        Choice("reader", "who reads", READERS, READERS[0]),
        Choice("digit", "digit", tuple(names), next(iter(names))),
    ]
    depth = len(next(iter(table.values()))[READERS[0]]) - 1
    picture = Picture(lambda figure: _setup(depth, figure), _draw, (7.4, 3.5), scale)
    return Panel("Readers of the stream", compute, picture, _readout, controls=controls)


def _setup(depth, figure):
    left, right = figure.subplots(1, 2, width_ratios=(1.1, 1))
    left.set(xlim=(-0.3, depth + 0.3), ylim=(0, 1.65), xlabel="block l (0: before the first)", ylabel="test accuracy")
    left.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])  # above it is the legend's
    left.axhline(0.1, color=COLOURS["quiet"], linestyle=":", linewidth=0.8)
    title = left.set_title("Four readers")
    right.set(xlabel="block l (0: before the first)", ylabel="digit", yticks=range(10), xlim=(-0.5, depth + 1.2))
    right.set_title("What this reader says")
    right.grid(visible=False)
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    look = {"aspect": "auto", "vmin": 0, "vmax": 1, "origin": "lower", "extent": (-0.5, depth + 0.5, -0.5, 9.5)}
    image = right.imshow(torch.zeros(10, depth + 1).numpy(), **look)
    figure.colorbar(image, ax=right, label="probability", fraction=0.05, pad=0.02, aspect=30)
    curves = {
        reader: left.plot([], [], color="#555555", linestyle=style, label=reader)[0] for reader, style in STYLES.items()
    }
    return {
        "image": image,
        "curves": curves,
        "truth": right.plot([], [], color=COLOURS["plain"], marker="<", markersize=9, linestyle="")[0],
        "title": title,
        "legend": left.legend(loc="upper left", labelspacing=0.25, borderaxespad=0.1),
    }


def _draw(artists, data):
    for reader, curve in artists["curves"].items():
        chosen = reader == data.reader
        curve.set_data(range(len(data.accuracy[reader])), data.accuracy[reader])
        ink = INK.get(data.network, COLOURS["theory"]) if chosen else "#777777"
        curve.set(color=ink, linewidth=2.6 if chosen else 1.2)
    artists["image"].set_data(data.odds.T.numpy())
    artists["truth"].set_data([len(data.odds) - 0.15], [data.label])
    artists["title"].set_text(f"Four readers, {data.network}")


def _readout(data):
    own, place = data.accuracy[data.reader], first_above(data.accuracy[data.reader])
    reaches = f"above 90 % from state {place} on" if place < len(own) else "not above 90 % at the end"
    return (
        f"{data.network}, {data.reader}: accuracy {own[0]:.0%} at state 0, {own[-1]:.0%} at state {len(own) - 1}, "
        f"{reaches}. "
        f"This {data.label} is taken for a {data.odds.argmax(1)[-1]}, settled from state {data.settled} on."
    )
