"""The figures of chapter 2: published units, as measured and as published."""

import pandas

from course_utils.figures import LINES, CourseFigure, new_figure, seeds_in_a_row, styled


@styled
def units_beside_published(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str | None = None
) -> CourseFigure:
    """Test error of each unit here, a mark for each seed and a bar at the median, and the published ones beside it.

    `results` has the columns shortcut, seed, test_error, `published` shortcut and test_error (shares, 0 to 1; NaN is
    a failure); units that did not take part are left out. Blue where the shortcut is the identity, pink where something
    acts on it.
    """
    published = published[published.shortcut.isin(results.shortcut)]
    figure, (here, paper) = new_figure(2, width=9.0, height=0.9 + 0.42 * len(published), scale=scale, sharey=True)
    order = published.sort_values("test_error", ascending=False, na_position="first").shortcut.tolist()
    for place, unit in enumerate(order):
        kind = _kind_of(unit)
        seeds_in_a_row(here, 100 * results[results.shortcut == unit].test_error, place, LINES[kind], scale)
        known = 100 * published[published.shortcut == unit].test_error.item()
        if known == known:
            paper.plot([known], [place], **LINES[kind] | {"linestyle": ""}, fillstyle="none")
        else:
            paper.text(0.5, place, 'published as "fail": above 20 %', va="center")
    here.set(yticks=range(len(order)), yticklabels=order, xlim=(0, 100), xlabel="test error (%)")
    here.set(title=f"Measured: {setting or 'here'}", ylim=(-0.6, len(order) - 0.4))
    paper.set(xlabel="test error (%)", xlim=(0, 15), title="Published: CIFAR-10, 110 layers")
    return figure


def _kind_of(unit):
    """Which colour a published unit has: that of a plain net, of a gated shortcut, or of the identity."""
    altered = ("scaled", "exclusive", "shortcut gate", "1x1", "dropout")
    return "plain" if unit == "plain" else "gated" if unit.startswith(altered) else "residual"
