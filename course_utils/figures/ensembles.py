"""The figures of chapter 4: paths drawn out, lesions and early exits; of its lab, operations and path lengths."""

import math
from collections.abc import Sequence

import pandas
import torch
from matplotlib.ticker import MaxNLocator

from course_utils.figures import COLOURS, LINES, CourseFigure, line, new_figure, seeds_and_median, styled
from course_utils.paths.paths import all_paths
from course_utils.system.scales import SCALES, Scale

# Stochastic depth is a gate that a coin opens: it has the gates' colour and mark.
KINDS = {"plain": "plain", "residual": "residual", "stochastic depth": "gated"}
CHANCE = 90.0  # error in % of a guess among ten classes
BLOCKS, MOST, EFFECTIVE = 54, (19, 35), (5, 17)  # ResNet-110, Veit et al. 2016


@styled
def unravelled(blocks: int = 3, scale: str | None = None) -> CourseFigure:
    """All 2^n paths of a small network, one a row: a square is a branch on the path, a line passes it by."""
    figure, axes = new_figure(height=0.9 + 0.32 * 2**blocks, scale=scale)
    paths = sorted(all_paths(blocks).int().tolist(), key=lambda path: (sum(path), [-step for step in path]))
    for row, path in enumerate(paths):
        axes.plot([0, blocks + 1], [-row, -row], color=COLOURS["residual"], linewidth=1.4, zorder=1)
        for block, taken in enumerate(path):
            if taken:
                box = {"boxstyle": "square,pad=0.3", "fc": "white", "ec": COLOURS["theory"]}
                axes.text(block + 1, -row, f"$F_{block}$", ha="center", va="center", bbox=box, zorder=2)
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
    as_they_are: dict[str, torch.Tensor], recalibrated: dict[str, torch.Tensor], scale: str | None = None
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
def committees(table: pandas.DataFrame, scale: str | None = None) -> CourseFigure:
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
    dropped: dict[str, pandas.DataFrame], swapped: dict[str, pandas.DataFrame], scale: str | None = None
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
    places = table[column] if places is None else places
    axes.plot(places, table.accuracy, **LINES[name] | {"linestyle": ""}, markersize=3, alpha=0.35)
    median = table.groupby(column).accuracy.median()
    axes.plot(median.index, median, **line(name), label=name)


@styled
def carried(tables: Sequence[pandas.DataFrame], scale: str | None = None) -> CourseFigure:
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
def early_exits(tables: dict[str, Sequence[pandas.DataFrame]], scale: str | None = None) -> CourseFigure:
    """Accuracy of the network's own head on every x_l: lists of tables of `descent.early_exits` by network."""
    figure, axes = new_figure(height=2.9, scale=scale)
    for name, exits in tables.items():
        _seeds_and_median(axes, exits[0].block, torch.tensor([list(table.accuracy) for table in exits]), name)
    axes.set(xlabel="head placed after block l", ylabel="test accuracy", ylim=(0, 1.03))
    axes.set_title("When does the head know the answer?")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper left")
    return figure


@styled
def operations(
    single: pandas.DataFrame, several: pandas.DataFrame, swaps: pandas.DataFrame, setting: str = "", scale: Scale = None
) -> CourseFigure:
    """Test error after each operation: one block out, by position; k blocks out; k swaps. Thin lines are seeds.

    `single` has the columns kind, seed, block, error, the other two kind, seed, count, error; errors are shares.
    """
    figure, row = new_figure(3, width=9.6, height=3.3, scale=scale, sharey=True)
    for axes, table, place in zip(row, (single, several, swaps), ("block", "count", "count"), strict=True):
        for kind, runs in table.assign(error=100 * table.error).groupby("kind", sort=False):
            seeds_and_median(axes, runs, place, "error", LINES[KINDS[kind]], kind)
        axes.axhline(CHANCE, color=COLOURS["quiet"], linewidth=1.0, linestyle=":")
    row[0].set(xlabel="block left out", ylabel="test error (%)", ylim=(0, 102), title="One block out")
    row[1].set(xlabel="random blocks left out", title="Several out")
    row[2].set(xlabel="random swaps of two blocks", title="Blocks swapped")
    row[2].set_xscale("symlog", base=2, linthresh=1)
    counts = sorted(swaps["count"].unique())
    row[2].set_xticks(counts, [str(count) for count in counts])
    row[2].minorticks_off()
    row[2].set_xlim(-0.15, 1.15 * max(counts))
    handles = dict(zip(*row[0].get_legend_handles_labels()[::-1], strict=True))
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
    if setting:
        figure.suptitle(setting, fontsize="medium", x=0.01, ha="left")
    return figure


@styled
def path_lengths(lengths: pandas.DataFrame, setting: str = "", scale: str | None = None) -> CourseFigure:
    """The share of all paths and of the gradient by path length: measured here, and as published for ResNet-110.

    `lengths` has the columns kind, seed, length, paths, gradient. The published panel shows the exact count of paths
    and the two ranges of Veit et al. 2016, who give no table.
    """
    figure, (here, paper) = new_figure(2, width=9.0, height=3.3, scale=scale)
    here.plot(100 * lengths.groupby("length").paths.first(), **LINES["theory"], label="of all paths (counted)")
    for kind, runs in lengths.groupby("kind", sort=False):
        scaled = runs.assign(gradient=100 * runs.gradient)
        seeds_and_median(here, scaled, "length", "gradient", LINES[KINDS[kind]], f"of the gradient, {kind}")
    here.set(xlabel="branches on the path", ylabel="share (%)", title=f"Measured: {setting or 'here'}", ylim=(0, None))
    top = 100 * math.comb(BLOCKS, BLOCKS // 2) / 2**BLOCKS
    share = [100 * math.comb(BLOCKS, length) / 2**BLOCKS for length in range(BLOCKS + 1)]
    paper.plot(range(BLOCKS + 1), share, **LINES["theory"])
    for (low, high), height, name, kind in (
        (MOST, 1.12, "most paths: 19 to 35", "theory"),
        (EFFECTIVE, 0.45, "effective paths:\n5 to 17", "residual"),
    ):
        paper.plot([low, high], [height * top] * 2, color=COLOURS[kind], linewidth=4, solid_capstyle="butt")
        paper.text((low + high) / 2, (height + 0.05) * top, name, ha="center", color=COLOURS[kind])
    paper.set(xlabel="branches on the path", ylabel="share (%)", ylim=(0, 1.32 * top), title="Published: ResNet-110")
    figure.legend(*here.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


@styled
def gains(table: pandas.DataFrame, setting: str = "", scale: str | None = None) -> CourseFigure:
    """By how many points the error is lower with stochastic depth, with the 95 % interval of the mean over seeds.

    `table` has the columns count, mean, low, high.
    """
    figure, axes = new_figure(1, width=6.5, height=2.8, scale=scale)
    spread = [table["mean"] - table.low, table.high - table["mean"]]
    look = {name: LINES["gated"][name] for name in ("color", "marker")}
    axes.errorbar(table["count"], table["mean"], yerr=spread, linestyle="", capsize=4, **look)
    axes.axhline(0, **LINES["theory"])
    axes.set(xlabel="random blocks left out", ylabel="fewer errors (points of %)", xticks=table["count"], xmargin=0.1)
    axes.set(title=f"What stochastic depth saves{setting and ': '}{setting}")
    return figure
