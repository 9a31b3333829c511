"""Figures of chapter 4's lab: what operations do to the error, and which path lengths carry the gradient."""

import math

import pandas

from course_utils.figures import COLOURS, LINES, CourseFigure, new_figure, styled

# Stochastic depth is a gate that a coin opens: it has the gates' colour and mark.
KINDS = {"plain": "plain", "residual": "residual", "stochastic depth": "gated"}
CHANCE = 90.0  # error in % of a guess among ten classes
BLOCKS, MOST, EFFECTIVE = 54, (19, 35), (5, 17)  # ResNet-110, Veit et al. 2016


@styled
def operations(
    single: pandas.DataFrame, several: pandas.DataFrame, swaps: pandas.DataFrame, setting: str = "", scale: str = "page"
) -> CourseFigure:
    """Test error after each operation: one block out, by position; k blocks out; k swaps. Thin lines are seeds.

    `single` has the columns kind, seed, block, error, the other two kind, seed, count, error; errors are shares.
    """
    figure, row = new_figure(3, width=9.6, height=3.3, scale=scale, sharey=True)
    for axes, table, place in zip(row, (single, several, swaps), ("block", "count", "count"), strict=True):
        _over(axes, table, place)
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
def path_lengths(lengths: pandas.DataFrame, setting: str = "", scale: str = "page") -> CourseFigure:
    """The share of all paths and of the gradient by path length: measured here, and as published for ResNet-110.

    `lengths` has the columns kind, seed, length, paths, gradient. The published panel shows the exact count of paths
    and the two ranges of Veit et al. 2016, who give no table.
    """
    figure, (here, paper) = new_figure(2, width=9.0, height=3.3, scale=scale)
    counts = lengths.groupby("length").paths.first()
    here.plot(counts.index, 100 * counts, **LINES["theory"], label="of all paths (counted)")
    for kind, runs in lengths.groupby("kind", sort=False):
        curves = 100 * runs.pivot(index="seed", columns="length", values="gradient")
        look = LINES[KINDS[kind]]
        for _, curve in curves.iterrows():
            here.plot(curves.columns, curve, color=look["color"], linewidth=0.7, alpha=0.5)
        here.plot(curves.columns, curves.median(), **look, label=f"of the gradient, {kind}")
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
def gains(table: pandas.DataFrame, setting: str = "", scale: str = "page") -> CourseFigure:
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


def _over(axes, table, place):
    """Each kind's median over the seeds as a strong line, each seed as a thin one."""
    for kind, runs in table.groupby("kind", sort=False):
        look = LINES[KINDS[kind]]
        curves = 100 * runs.pivot(index="seed", columns=place, values="error")
        for _, curve in curves.iterrows():
            axes.plot(curves.columns, curve, color=look["color"], linewidth=0.7, alpha=0.4)
        axes.plot(curves.columns, curves.median(), **look, label=kind)
