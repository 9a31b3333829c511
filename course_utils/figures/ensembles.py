"""The figures of chapter 4: paths drawn out, lesions of twins, blocks left out and swapped, early exits."""

from collections.abc import Sequence

import pandas
import torch
from matplotlib.ticker import MaxNLocator

from course_utils.figures import COLOURS, LINES, SCALES, CourseFigure, new_figure, styled
from course_utils.paths.paths import all_paths


@styled
def unravelled(blocks: int = 3, scale: str = "page") -> CourseFigure:
    """All 2^n paths of a small network, one a row: a square is a branch on the path, a line passes it by."""
    figure, axes = new_figure(height=0.9 + 0.32 * 2**blocks, scale=scale)
    paths = sorted(all_paths(blocks).int().tolist(), key=lambda path: (sum(path), [-step for step in path]))
    for row, path in enumerate(paths):
        axes.plot([0, blocks + 1], [-row, -row], color=COLOURS["residual"], linewidth=1.4, zorder=1)
        for block, taken in enumerate(path):
            if taken:
                box = {"boxstyle": "square,pad=0.3", "fc": "white", "ec": COLOURS["theory"]}
                axes.text(block + 1, -row, f"$F_{block + 1}$", ha="center", va="center", bbox=box, zorder=2)
        axes.text(-0.12, -row, "$x_0$", ha="right", va="center")
        length = sum(path)
        if row == 0 or sum(paths[row - 1]) != length:
            axes.text(blocks + 1.25, -row, f"length {length}", va="center", color="#555555")
    axes.set(xlim=(-0.5, blocks + 2.2), ylim=(-len(paths) + 0.4, 0.6))
    axes.set_title(f"{blocks} blocks are {len(paths)} paths")
    axes.axis("off")
    return figure


@styled
def single_lesions(
    as_they_are: dict[str, torch.Tensor], recalibrated: dict[str, torch.Tensor], scale: str = "page"
) -> CourseFigure:
    """Accuracy with one block left out, over which one it was: with the norms as they are, and recalibrated.

    Both by "plain" and "residual", `(S, L)`: thin lines for the S networks, strong ones for their median.
    """
    figure, row = new_figure(2, width=8.4, scale=scale, sharey=True)
    for axes, lesions in zip(row, (as_they_are, recalibrated), strict=True):
        for name, values in lesions.items():
            places = range(1, values.shape[1] + 1)
            _seeds_and_median(axes, places, values, name)
        axes.axhline(0.1, color=COLOURS["quiet"], linestyle=":", linewidth=1)
        axes.set(xlabel="the block l that is left out", ylim=(0, 1.03), xticks=[*places][::2])
    row[0].set(ylabel="test accuracy", title="One block less")
    row[1].set_title("The same, norms recalibrated")
    row[1].text(places[-1], 0.03, "guessing", color="#555555", ha="right", va="center")
    row[1].legend(loc="center right")
    return figure


@styled
def committees(table: pandas.DataFrame, scale: str = "page") -> CourseFigure:
    """Sub-networks alone (dots) and their vote (a bar for each seed), with the norms as they are and recalibrated.

    `table`: columns network ("plain" or "residual"), norms, seed, alone (accuracies, a list) and together.
    """
    figure, axes = new_figure(height=2.9, scale=scale)
    groups = list(table.groupby(["network", "norms"], sort=False))
    for place, ((name, _), rows) in enumerate(groups):
        for shift, row in zip((-0.22, 0.0, 0.22), rows.itertuples(), strict=False):
            dots = [place + shift] * len(row.alone)
            axes.plot(dots, row.alone, **LINES[name] | {"linestyle": ""}, markersize=3, alpha=0.4)
            axes.plot(place + shift, row.together, "_", color="black", markersize=14 * SCALES[scale], markeredgewidth=2)
    axes.axhline(0.1, color=COLOURS["quiet"], linestyle=":", linewidth=1)
    labels = [f"{name},\nnorms {norms}" for (name, norms), _ in groups]
    axes.set(xticks=range(len(groups)), xticklabels=labels, ylabel="test accuracy", ylim=(0, 1.03))
    axes.set_title("Members alone (dots) and their vote (bars), three networks each")
    axes.grid(visible=False, axis="x")
    return figure


@styled
def many_lesions(
    dropped: dict[str, pandas.DataFrame], swapped: dict[str, pandas.DataFrame], scale: str = "page"
) -> CourseFigure:
    """Accuracy against how many blocks are left out, and against how far their order is from the trained one.

    Tables of `lesions.random_lesions` and `lesions.random_swaps` by network; dots are draws, lines medians.
    """
    figure, (left, right) = new_figure(2, height=3.4, scale=scale, sharey=True)
    for name, table in dropped.items():
        _dots_and_median(left, table, "count", name)
    for name, table in swapped.items():
        _dots_and_median(right, table.assign(tau=table.tau.round(1)), "tau", name, table.tau)
    left.set(xlabel="blocks left out at random", ylabel="test accuracy", ylim=(0, 1.03), title="How many are missing")
    right.set(xlabel="rank correlation with the trained order", title="How far from their order", xlim=(1.05, -0.45))
    right.legend(loc="upper right")
    return figure


def _seeds_and_median(axes, places, values, name):
    """A thin line for each network, a strong one for their median; `values` `(S, places)`."""
    values = torch.as_tensor(values)
    axes.plot(places, values.T, color=LINES[name]["color"], linewidth=0.7, alpha=0.5)
    axes.plot(places, values.quantile(0.5, 0), **LINES[name], markersize=4, label=name)


def _dots_and_median(axes, table, column, name, places=None):
    style = LINES[name]
    places = table[column] if places is None else places
    axes.plot(places, table.accuracy, **style | {"linestyle": ""}, markersize=3, alpha=0.35)
    median = table.groupby(column).accuracy.median()
    axes.plot(median.index, median, **style | {"marker": ""}, label=name)


@styled
def carried(tables: Sequence[pandas.DataFrame], scale: str = "page") -> CourseFigure:
    """Gradient along one path, and the share of all paths and of the gradient, over the length of the path.

    `tables` are those of `paths.gradient_by_length`, one a network: thin lines, and their median.
    """
    figure, (single, together) = new_figure(2, scale=scale)
    length, paths = tables[0].length, tables[0].paths
    norms, shares = (torch.tensor([table[column] for table in tables]) for column in ("norm", "share"))
    _seeds_and_median(single, length, norms, "residual")
    single.set(yscale="log", xlabel="length of the path", ylabel="gradient along one path", title="Along one path")
    together.plot(length, paths / paths.sum(), color="#555555", linestyle="--", label="share of all paths")
    _seeds_and_median(together, length, shares, "residual")
    for axes in (single, together):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    together.lines[-1].set_label("share of the gradient")
    together.set(xlabel="length of the path", ylabel="share", title="Along all of a length together")
    together.set_ylim(0, 1.45 * max(shares.max().item(), (paths / paths.sum()).max()))
    together.legend(loc="upper right")
    return figure


@styled
def early_exits(tables: dict[str, Sequence[pandas.DataFrame]], scale: str = "page") -> CourseFigure:
    """Accuracy of the network's own head on every x_l: lists of tables of `descent.early_exits` by network."""
    figure, axes = new_figure(height=2.9, scale=scale)
    for name, exits in tables.items():
        _seeds_and_median(axes, exits[0].block, torch.tensor([list(table.accuracy) for table in exits]), name)
    axes.set(xlabel="head placed after block l", ylabel="test accuracy", ylim=(0, 1.03))
    axes.set_title("When does the head know the answer?")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper left")
    return figure
