"""Does each block step down the loss? By depth and by epoch, with what the network would say after each block."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from matplotlib.ticker import MaxNLocator

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.paths.descent import Snapshot


@dataclass(frozen=True)
class Boosting:
    """One snapshot, and the early exits `(L + 1, classes)` of the digit in view."""

    epoch: int
    label: int
    snapshot: Snapshot
    exits: torch.Tensor


def boosting(
    snapshots: Sequence[Snapshot], shown: torch.Tensor, labels: torch.Tensor, scale: str | None = None
) -> Panel:
    """The cosine of every block with steepest descent after each epoch (0: before training), and early exits.

    `snapshots` are those of `descent.snapshot` after epoch 0, 1, ..; `shown` `(D, C, H, W)` and `labels` `(D,)` the
    images in their exits.
    """
    names = {f"a {label} (image {place + 1})": place for place, label in enumerate(labels.tolist())}

    def compute(epoch, digit):
        snapshot, place = snapshots[epoch], names[digit]
        return Boosting(epoch, labels[place].item(), snapshot, snapshot.exits[:, place])

    controls = [
        Slider("epoch", "epoch of training", 0, len(snapshots) - 1, 1, len(snapshots) - 1, play=700),
        Choice("digit", "digit", tuple(names), next(iter(names))),
    ]
    blocks = len(snapshots[0].alignment)
    picture = Picture(lambda figure: _setup(blocks, figure), _draw, (7.4, 3.5), scale)
    return Panel("Boosting", compute, picture, _readout, controls=controls)


def _setup(blocks, figure):
    cosine, exits = figure.subplots(1, 2, width_ratios=(1.1, 1))
    cosine.set(xlim=(0.3, blocks + 0.7), ylim=(-0.4, 1.1), xlabel="block l", ylabel="cosine of F with −dE/dx")
    title = cosine.set_title("Late blocks descend")
    cosine.axhline(0, color=COLOURS["quiet"], linewidth=0.8)
    exits.set(xlabel="head placed after block", ylabel="digit", yticks=range(10), xlim=(-0.5, blocks + 1.2))
    exits.set_title("The head on every $x_l$")
    exits.grid(visible=False)
    for axes in (cosine, exits):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    look = {"aspect": "auto", "vmin": 0, "vmax": 1, "origin": "lower", "extent": (-0.5, blocks + 0.5, -0.5, 9.5)}
    image = exits.imshow(torch.zeros(10, blocks + 1).numpy(), **look)
    figure.colorbar(image, ax=exits, label="probability", fraction=0.05, pad=0.02, aspect=30)
    bars = cosine.vlines(range(1, blocks + 1), 0, 0, color=COLOURS["residual"], alpha=0.35, linewidth=3)
    return {
        "image": image,
        "spread": bars,
        "control": cosine.plot([], [], color="#555555", linestyle=":", label="random direction")[0],
        "alignment": cosine.plot([], [], **line("residual", marker=True), markersize=4, label="F, mean and spread")[0],
        "truth": exits.plot([], [], color=COLOURS["plain"], marker="<", markersize=9, linestyle="")[0],
        "title": title,
        "legend": cosine.legend(loc="upper left"),
    }


def _draw(artists, data):
    snapshot = data.snapshot
    places = range(1, len(snapshot.alignment) + 1)
    low, high = snapshot.alignment - snapshot.spread, snapshot.alignment + snapshot.spread
    artists["spread"].set_segments([((x, a), (x, b)) for x, a, b in zip(places, low, high, strict=True)])
    artists["control"].set_data(places, snapshot.control)
    artists["alignment"].set_data(places, snapshot.alignment)
    artists["image"].set_data(data.exits.T.numpy())
    artists["truth"].set_data([len(places) + 0.85], [data.label])
    third = len(snapshot.alignment) // 3
    steps = snapshot.alignment[-third:].mean() > 0.2
    artists["title"].set_text("Late blocks descend" if steps else "No block descends")


def _readout(data):
    snapshot = data.snapshot
    parts = [part.mean().item() for part in torch.tensor_split(snapshot.alignment, 3)]
    says = data.exits.argmax(1)
    settled = len(says) - 1
    while settled and says[settled - 1] == says[-1]:
        settled -= 1
    return (
        f"After epoch {data.epoch}, accuracy {snapshot.accuracy:.0%}: mean cosine {parts[0]:+.2f}, {parts[1]:+.2f}, "
        f"{parts[2]:+.2f} in the first, middle and last third. The {data.label} is taken for a {says[-1]}, settled "
        f"after block {settled}."
    )
