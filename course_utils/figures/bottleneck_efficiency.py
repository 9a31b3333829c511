"""The figures of chapter 3: one block's cost in several currencies, deep and wide networks of one size."""

import pandas

from course_utils.figures import COLOURS, LINES, CourseFigure, new_figure, styled

MARKS = ("o", "D", "s", "^", "v")


@styled
def currencies(ratios: pandas.DataFrame, title: str, of: str, scale: str = "page") -> CourseFigure:
    """One row a currency, one mark for each column of `ratios`, on a logarithmic axis around 1.

    `ratios` holds multiples, its index names the currencies; `of` says in a few words what is a multiple of what.
    """
    figure, axes = new_figure(width=7.5, height=0.5 * len(ratios) + 1.1, scale=scale)
    rows = range(len(ratios))[::-1]
    axes.axvline(1, color=COLOURS["theory"], linewidth=1)
    blues = ("#9CC7E4", "#4F9BCB", "#0072B2", "#004A74")[-len(ratios.columns) :]
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
def deep_or_wide(table: pandas.DataFrame, setting: str = "", scale: str = "page") -> CourseFigure:
    """Multiply-adds, memory and time over the depth of networks of one size, as multiples of the shallowest.

    `table` has a row for each depth, its index, and the columns of `cost.prices`; `setting` says what was timed.
    """
    figure, axes = new_figure(width=7.5, height=3.2, scale=scale)
    styles = {
        "multiply-adds": ("multiply-adds", LINES["theory"] | {"marker": "v"}),
        "memory kept": ("memory kept", {"color": "#D4AF00", "linestyle": "--", "marker": "s"}),
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
