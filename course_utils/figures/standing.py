"""Where one stands as one picture: three bars a chapter, for what is read, recalled and solved."""

from collections.abc import Sequence
from dataclasses import dataclass

from course_utils.figures import CLASSES, COLOURS, SCALES, CourseFigure, new_figure, styled

KINDS = {  # colours that stand for no kind of network, and a hatch each
    "lesson read": (CLASSES[0], ""),
    "recall answered": (CLASSES[1], "///"),
    "points of exercises": (COLOURS["quiet"], "..."),
}


@dataclass(frozen=True)
class Row:
    """A chapter's name, the three shares, 0 to 1, and what stands beside each bar."""

    name: str
    shares: tuple[float, float, float]
    labels: tuple[str, str, str]


@styled
def standing(rows: Sequence[Row], title: str, scale: str | None = None) -> CourseFigure:
    """A group of three bars for each row, from nothing (left) to all of it (right), with its label behind it."""
    figure, axes = new_figure(height=0.45 + 0.62 * len(rows), scale=scale)
    for place, (kind, (colour, hatch)) in enumerate(KINDS.items()):
        heights = [index + 0.26 * (place - 1) for index in range(len(rows))]
        shares = [row.shares[place] for row in rows]
        axes.barh(heights, [1] * len(rows), 0.22, color="none", edgecolor=COLOURS["quiet"], linewidth=0.5)
        axes.barh(heights, shares, 0.22, color=colour, edgecolor="white", hatch=hatch, linewidth=0, label=kind)
        for height, row in zip(heights, rows, strict=True):
            axes.text(1.015, height, row.labels[place], va="center", fontsize=9 * SCALES[scale])
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "half", "", "all"])
    axes.set(xlim=(0, 1.45), ylim=(len(rows) - 0.5, -0.5), title=title)
    axes.grid(visible=False)
    axes.spines["bottom"].set_bounds(0, 1)
    axes.tick_params(axis="y", length=0)
    axes.legend(ncols=3, loc="upper left", bbox_to_anchor=(0, -0.09), borderaxespad=0)
    return figure
