"""The figures of chapter 3: costs in several currencies, generated images, and a contest beside published numbers."""

import math

import pandas
import torch

from course_utils.figures import (
    COLOURS,
    LINES,
    SCALES,
    CourseFigure,
    new_figure,
    seeds_in_a_row,
    styled,
    with_diverged,
)

MARKS = ("o", "D", "s", "^", "v")
KINDS = {"basic": "o", "wide": "D", "bottleneck": "s", "ResNeXt": "^"}


@styled
def currencies(ratios: pandas.DataFrame, title: str, of: str, scale: str | None = None) -> CourseFigure:
    """One row a currency, one mark for each column of `ratios`, on a logarithmic axis around 1.

    `ratios` holds multiples, its index names the currencies; `of` says in a few words what is a multiple of what.
    """
    figure, axes = new_figure(width=7.5, height=0.5 * len(ratios) + 1.1, scale=scale)
    rows = range(len(ratios))[::-1]
    axes.axvline(1, color=COLOURS["theory"], linewidth=1)
    blues = ("#4F9BCB", "#2583BD", "#005F96", "#003A5C")[-len(ratios.columns) :]
    for (name, values), mark, blue in zip(ratios.items(), MARKS, blues, strict=False):
        axes.plot(values, rows, mark, color=blue, markersize=8, label=name)
    axes.set(xscale="log", yticks=rows, yticklabels=ratios.index, xlabel=of, title=title)
    axes.set(
        ylim=(-0.6, len(ratios) - 0.4), xlim=(min(0.5, 0.7 * ratios.min().min()), max(2, 1.4 * ratios.max().max()))
    )
    ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    if len(ratios.columns) > 1:
        figure.legend(loc="outside right center")
    return figure


@styled
def deep_or_wide(table: pandas.DataFrame, setting: str = "", scale: str | None = None) -> CourseFigure:
    """Multiply-adds, memory and time over the depth of networks of one size, as multiples of the shallowest.

    `table` has a row for each depth, its index, and the columns of `cost.prices`; `setting` says what was timed.
    """
    figure, axes = new_figure(width=7.5, height=3.2, scale=scale)
    styles = {
        "multiply-adds": ("multiply-adds", LINES["theory"] | {"marker": "v"}),
        "memory kept": ("memory kept", {"color": "#B58900", "linestyle": "--", "marker": "s"}),
        "time": ("time", LINES["residual"]),
    }
    for column, (name, style) in styles.items():
        axes.plot(table.index, table[column] / table[column].iloc[0], **style, label=name)
    axes.set(
        xlabel="depth (weight layers)", ylabel="times the shallowest network's", xticks=table.index, ylim=(0, None)
    )
    axes.set_title("Same parameters: depth costs memory")
    figure.legend(loc="outside right center", title=setting)
    return figure


@styled
def picture_sheet(rows: dict[str, torch.Tensor], classes: tuple[str, ...], scale: str | None = None) -> CourseFigure:
    """A row of images for each entry, one image `(3, H, W)` a class; the first row wears the names of the classes."""
    figure, grid = new_figure(len(classes), width=7.5, height=0.64 * len(rows) + 0.35, scale=scale)
    box = grid[0].get_gridspec()
    for axes in grid:
        axes.remove()
    cells = box.figure.subplots(len(rows), len(classes), squeeze=False)
    for line, (name, images) in zip(cells, rows.items(), strict=True):
        for axes, image in zip(line, images, strict=True):
            axes.imshow(image.permute(1, 2, 0).cpu().numpy(), interpolation="nearest")
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            axes.grid(visible=False)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    for axes, name in zip(cells[0], classes, strict=True):
        axes.set_title(name, fontweight="normal", fontsize=9.5 * SCALES[scale], pad=3)
    return figure


@styled
def learning_curves(results: pandas.DataFrame, title: str = "", scale: str | None = None) -> CourseFigure:
    """Training error over the epochs, one panel a contender: a thin line a seed, the median strong, the best's dotted.

    `results` has the columns contender, seed, curve (shares, one an epoch) and test_error, whose seeds are the marks
    behind the last epoch.
    """
    groups = results.groupby("contender", sort=False)
    leader = groups.test_error.agg(lambda errors: errors.fillna(math.inf).median()).idxmin()
    best = _median_curve(groups.get_group(leader))
    figure, row = new_figure(len(groups), width=8.0, height=2.7, scale=scale, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(row[0], groups, strict=True):
        axes.plot(_curves(runs), color=COLOURS["residual"], linewidth=0.7, alpha=0.6)
        axes.plot(_median_curve(runs), color=COLOURS["residual"], linewidth=2.2)
        if name != leader:
            axes.plot(best, color=COLOURS["theory"], linestyle=":", linewidth=1)
        epochs = len(best)
        beyond = epochs * 1.12
        axes.plot([beyond] * len(runs), 100 * runs.test_error, "_", color=COLOURS["theory"], markersize=10)
        axes.set(title=with_diverged(name, runs.test_error), xlabel="epoch", ylim=(0, 100), xlim=(0.5, epochs * 1.25))
        axes.set_xticks(range(1, epochs + 1, max(1, epochs // 5)))
    row[0][0].set_ylabel("error (%)")
    axes.text(beyond, 100 * runs.test_error.max() + 4, "test", ha="center")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=11 * SCALES[scale])
    return figure


@styled
def contest_beside_published(
    results: pandas.DataFrame,
    costs: pandas.DataFrame,
    published: pandas.DataFrame,
    setting: str,
    scale: str | None = None,
) -> CourseFigure:
    """Above: test error (a mark a seed, a bar the median), time of a step and memory of each contender. Below: papers.

    `results` has the columns contender and test_error, `costs` those of `lab.budget_costs`, `published` network, kind,
    parameters and test_error. Errors are shares, 0 to 1. `setting` says in a few words what was measured on.
    """
    figure, below = new_figure(width=8.5, height=5.6, scale=scale)
    below.remove()
    upper, lower = figure.subfigures(2, 1, height_ratios=(1, 1.15))
    error, clock, memory = upper.subplots(1, 3, sharey=True, width_ratios=(1.6, 1, 1))
    names = list(costs.contender)[::-1]
    for place, name in enumerate(names):
        runs, spent = 100 * results[results.contender == name].test_error, costs[costs.contender == name].iloc[0]
        look = {"color": COLOURS["residual"], "marker": KINDS.get(name, "o")}
        seeds_in_a_row(error, runs, place, look, scale)
        clock.plot([1e3 * spent.low, 1e3 * spent.high], [place] * 2, color=COLOURS["residual"], linewidth=1)
        clock.plot([1e3 * spent.seconds], [place], KINDS.get(name, "o"), color=COLOURS["residual"])
        memory.plot([spent.kept_bytes / 1e3], [place], KINDS.get(name, "o"), color=COLOURS["residual"])
    error.set(yticks=range(len(names)), yticklabels=names, ylim=(-0.6, len(names) - 0.4), xlim=(0, None))
    error.set(xlabel="test error (%)", title=f"Measured: {setting}")
    clock.set(xlabel="training step (ms)", xlim=(0, None), title=f"Time: a factor {_factor(costs.seconds)}")
    memory.set(xlabel="kept (kB an image)", xlim=(0, None), title=f"Memory: a factor {_factor(costs.kept_bytes)}")
    _published(lower.subplots(), published, scale)
    return figure


def _curves(runs):
    """The training errors in %, a column for each run, over the epochs from 1; NaN once it has diverged."""
    return 100 * pandas.DataFrame([dict(enumerate(curve, 1)) for curve in runs.curve]).T.sort_index()


def _median_curve(runs):
    """The median of the training errors; a training that diverged is from there on worse than any."""
    return _curves(runs).fillna(math.inf).median(axis=1)


def _factor(values):
    return f"{values.max() / values.min():.1f}"


def _published(axes, published, scale):
    """Published errors over parameters, each network with its name, a mark for each kind."""
    for kind, rows in published.groupby("kind", sort=False):
        axes.plot(
            rows.parameters / 1e6, 100 * rows.test_error, KINDS.get(kind, "o"),
            color=COLOURS["residual"], fillstyle="none", markersize=6, label=kind,
        )  # fmt: skip
    for row in published.itertuples():
        left = row.network in ("WRN-40-4", "ResNeXt-29, 8x64d")
        axes.annotate(
            row.network, (row.parameters / 1e6, 100 * row.test_error), xytext=(-7 if left else 7, 0),
            textcoords="offset points", ha="right" if left else "left", va="center", fontsize=9 * SCALES[scale],
        )  # fmt: skip
    axes.set(xscale="log", xlim=(0.6, 200), ylim=(3, 7.5), xlabel="parameters (millions)", ylabel="test error (%)")
    axes.set_xticks([1, 3, 10, 30, 100], labels=["1", "3", "10", "30", "100"])
    axes.minorticks_off()
    axes.set_title("Published: CIFAR-10, long training")
    axes.legend(title="kind of block", loc="upper right")
