"""The operating table: a trained network drawn as its blocks, each of which can be taken out, put back and moved.

The table is an anywidget, whose front end is `table.js`. What it changes goes into the panel's text fields, and what
they say is drawn, so that hand, keyboard and `show(order=...)` all reach the same states.
"""

import copy
import functools
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import traitlets
from matplotlib.colors import to_rgb
from torch import nn

from course_utils.data import Dataset
from course_utils.data.handwriting import image_of, levels, written_digit
from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice
from course_utils.panels.ensembles.arrangement import Arrangement, written
from course_utils.panels.ensembles.drawn import DrawnDigit
from course_utils.panels.live import LivePicture, LiveWidget
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.paths.lesions import rearranged

IMAGES, YOURS = 200, "drawn by you"
TINT = 0.3  # of a network's colour in its blocks: their numbers are read on it, on a light and on a dark page


class TableWidget(LiveWidget):
    """The blocks as buttons: the learner changes `arrangement` and `strokes`, the kernel finds `shown`."""

    _esm = Path(__file__).parent / "table.js"
    arrangement = traitlets.List(traitlets.Int()).tag(sync=True)
    strokes = traitlets.List(traitlets.List()).tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)


@dataclass(frozen=True)
class Operation:
    """A network after the operation: its accuracy (0 to 1) on the test digits, and what it says of one digit.

    `label` is None for a digit that the learner drew.
    """

    kind: str
    order: tuple[int, ...]
    accuracy: float
    intact: float
    image: torch.Tensor
    label: int | None
    odds: torch.Tensor


class TablePicture(LivePicture):
    """The blocks as buttons for the page, and their picture as PNG for paper: what `Panel` shows."""

    def __init__(self, blocks: int, scale: str) -> None:
        paper = Picture(functools.partial(_setup, blocks), _draw, (7.4, 3.2), scale)
        super().__init__(paper, TableWidget(layout={"width": "100%"}))

    def shown(self, data: Operation) -> dict[str, Any]:
        """What `table.js` draws: the arrangement, the accuracy in %, the image in 0 .. 255, its label and the odds."""
        shown = {
            "percent": round(100 * data.accuracy),
            "image": (255 * (1 - data.image.flatten())).int().tolist(),
            "label": data.label,
            "odds": [round(chance, 3) for chance in data.odds.tolist()],
            "colour": COLOURS.get(data.kind, COLOURS["residual"]),
        }
        return {"arrangement": list(data.order), "shown": shown}


def operating_table(networks: dict[str, nn.Module], data: Dataset, scale: str | None = None) -> Panel:
    """Trained `networks`, called "plain", "residual" or otherwise, to take apart and put together: click a block.

    All blocks have one shape; different numbers of blocks raise `ValueError`. Works on copies, on the CPU.
    """
    patients = {name: copy.deepcopy(network).eval().cpu() for name, network in networks.items()}
    counts = {len(network.blocks) for network in patients.values()}
    if len(counts) != 1:
        raise ValueError(f"The networks on the table need the same number of blocks, not {sorted(counts)}.")
    blocks = Arrangement("order", "order of blocks", counts.pop())
    images, labels = data.test_inputs[:IMAGES].cpu(), data.test_labels[:IMAGES].cpu()
    first = {f"a {label}": int((labels == label).nonzero()[0]) for label in labels.unique().tolist()}
    controls = [
        Choice("network", "network", tuple(patients), [*patients][-1]),
        Choice("digit", "digit", (*first, YOURS), "a 3"),
        blocks,
    ]
    more = [DrawnDigit("yours", "your digit", when=lambda at: at["digit"] == YOURS)]
    picture = TablePicture(blocks.blocks, scale)
    compute = _operations(patients, images, labels, first, blocks)
    panel = Panel("Operating table", compute, picture, _readout, controls=controls, more=more)
    panel.view.fields["order"].observe(functools.partial(_tidy, blocks), "value")
    picture.follow(panel, "arrangement", lambda order: {"order": written(order)})
    picture.follow(panel, "strokes", lambda strokes: {"digit": YOURS, "yours": levels(written_digit(strokes))})
    return panel


def _operations(patients, images, labels, first, blocks):
    """What the panel computes: an operation on one of the patients, seen on one digit."""
    answers = functools.lru_cache(maxsize=128)(functools.partial(_answers, patients, images))

    def compute(network, digit, order, yours):
        numbers = blocks.read(order)
        operated, intact = answers(network, numbers), answers(network, tuple(range(1, blocks.blocks + 1)))
        scores = [(odds.argmax(1) == labels).float().mean().item() for odds in (operated, intact)]
        if digit == YOURS:
            image = image_of(yours)
            odds = _answers(patients, image[None], network, numbers)[0]
            return Operation(network, numbers, *scores, image[0], None, odds)
        place = first[digit]
        return Operation(network, numbers, *scores, images[place, 0], labels[place].item(), operated[place])

    return compute


def _tidy(blocks, change):
    """What was typed as the control writes it; what is no order stays, for the panel to say so."""
    with suppress(ValueError):
        change.owner.value = blocks.check(change.new)


@torch.no_grad()
def _answers(patients, images, network, numbers):
    """The probabilities that a network, operated on, gives to each digit for each image."""
    patient, drop = patients[network], {-number - 1 for number in numbers if number < 0}
    blocks = rearranged(patient, drop, [abs(number) - 1 for number in numbers])
    return patient.head(blocks(patient.stem(images))).softmax(1)


def _setup(blocks, figure):
    places = [["row"] * 3, ["score", "digit", "odds"]]
    axes = figure.subplot_mosaic(places, height_ratios=(1, 2), width_ratios=(1.5, 0.8, 2))
    row, score, digit, odds = (axes[name] for name in ("row", "score", "digit", "odds"))
    row.set(xlim=(-1.2, blocks + 0.8), ylim=(-0.9, 0.9), xticks=[], yticks=[])
    row.axis("off")
    row.plot([-0.7, blocks - 0.1], [0, 0], color=COLOURS["quiet"], linewidth=1.5, zorder=1)
    row.text(-0.8, 0, "$x_0$", ha="right", va="center")
    row.text(blocks - 0.05, 0, "head", va="center")
    score.set(xlim=(0, 1), ylim=(-0.6, 0.6), yticks=[], xlabel="accuracy, 200 digits")
    score.axvline(0.1, color="#555555", linestyle=":", zorder=3)
    score.text(0.12, 0.5, "guessing", fontsize="small", color="#555555", va="center")
    digit.set(xticks=[], yticks=[])
    odds.set(xlim=(-0.6, 9.6), ylim=(0, 1), xticks=range(10), xlabel="digit", ylabel="probability")
    squares = [
        row.text(
            place, 0, "", ha="center", va="center", bbox={"boxstyle": "square,pad=0.4", "linewidth": 1.5}, zorder=2
        )
        for place in range(blocks)
    ]
    return {
        "squares": squares,
        "score": score.barh([0], [0], height=0.5),
        "digit": digit.imshow(torch.zeros(8, 8).numpy(), cmap="gray_r", vmin=0, vmax=1),
        "odds": odds.bar(range(10), [0] * 10),
    }


def _draw(artists, data):
    colour = COLOURS.get(data.kind, COLOURS["residual"])
    tint = [1 - TINT * (1 - part) for part in to_rgb(colour)]
    for text, number in zip(artists["squares"], data.order, strict=True):
        text.set_text(str(abs(number)))
        text.get_bbox_patch().set(facecolor=tint if number > 0 else "white", edgecolor=colour)
        text.get_bbox_patch().set_linestyle("-" if number > 0 else ":")
    artists["score"][0].set_width(data.accuracy)
    artists["score"][0].set_color(colour)
    artists["digit"].set_data(data.image.numpy())
    best = data.odds.argmax().item()
    for place, (bar, chance) in enumerate(zip(artists["odds"], data.odds.tolist(), strict=True)):
        bar.set_height(chance)
        bar.set_color(colour if place == best else COLOURS["quiet"])


def _readout(data):
    out = [str(-number) for number in data.order if number < 0]
    left = f"without block{'s' * (len(out) > 1)} {', '.join(out)}" if out else "with all its blocks"
    kept = [abs(number) for number in data.order]
    moved = "" if kept == sorted(kept) else " and in another order"
    best = data.odds.argmax().item()
    what = "your drawing" if data.label is None else f"the {data.label}"
    takes = f"It takes {what} for a {best}, with probability {data.odds[best]:.2f}."
    if data.label is None and not data.image.any():
        takes = "Draw a digit in the square."
    return f"The {data.kind} network {left}{moved}: accuracy {data.accuracy:.0%} (intact {data.intact:.0%}). {takes}"
