"""figures: the style, the colour code with its second and third cue, and lines of many seeds."""

import itertools
import math

import matplotlib
import pandas
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from course_utils import figures
from course_utils.figures import (
    COLOURS,
    LINES,
    SCALES,
    new_figure,
    seeds_and_median,
    seeds_in_a_row,
    style,
    use_style,
)

PROMISED = {  # HOUSE: the same thing on every page
    "plain": ("#D55E00", "--", "x"),
    "residual": ("#0072B2", "-", "o"),
    "gated": ("#CC79A7", ":", "s"),
    "continuous": ("#009E73", "-.", "^"),
    "theory": ("black", "-", ""),
}


@pytest.mark.parametrize("name", PROMISED)
def test_the_colour_code(name):
    colour, dash, marker = PROMISED[name]
    assert same_color(LINES[name]["color"], colour) and same_color(COLOURS[name], colour)
    assert (LINES[name]["linestyle"], LINES[name]["marker"]) == (dash, marker)


@pytest.mark.parametrize("name", PROMISED)
def test_a_line_of_many_points_goes_without_its_marker(name):
    assert "marker" not in figures.line(name)
    assert figures.line(name) | {"marker": LINES[name]["marker"]} == LINES[name] == figures.line(name, marker=True)


def test_every_line_can_be_told_apart_without_colour():
    assert LINES.keys() == PROMISED.keys()
    assert len({(line["linestyle"], line["marker"]) for line in LINES.values()}) == len(LINES)


@pytest.mark.parametrize("scale", SCALES)
def test_the_style_is_known_to_matplotlib_and_legible(scale):
    settings = style(scale)
    assert matplotlib.RcParams(settings)
    assert min(size for name, size in settings.items() if name.endswith("size") and "marker" not in name) >= 9
    assert not settings["axes.spines.top"] and not settings["axes.spines.right"]
    assert settings["image.cmap"] == "cividis" and settings["figure.constrained_layout.use"]


def test_the_projected_style_is_larger_by_its_factor():
    page, projected = style("page"), style("projected")
    for name in ("font.size", "axes.titlesize", "lines.linewidth", "lines.markersize", "axes.linewidth"):
        assert projected[name] == pytest.approx(SCALES["projected"] * page[name])


@pytest.mark.parametrize("call", [style, use_style, lambda scale: new_figure(scale=scale)])
def test_an_unknown_scale_lists_the_scales(call):
    with pytest.raises(ValueError, match=r"'poster'.*page, projected"):
        call("poster")


def test_use_style_changes_what_comes_after():
    with matplotlib.rc_context():
        use_style("projected")
        assert matplotlib.rcParams["font.size"] == 15


def test_a_new_figure_is_styled_and_leaves_the_rest_alone():
    before = matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.spines.top"]
    figure, axes = new_figure(width=5, height=2, scale="projected")
    assert isinstance(figure, Figure) and tuple(figure.get_size_inches()) == (7.5, 3)
    assert axes.xaxis.label.get_size() == 15 and not axes.spines["top"].get_visible()
    assert (matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.spines.top"]) == before


@pytest.mark.parametrize("scale", SCALES)
def test_titles_that_stand_apart_on_the_page_do_on_the_wall(scale):
    """As closely as any figure of the course has them."""
    figure, row = new_figure(3, width=9.0, scale=scale)
    for axes in row:
        axes.set(title="Measured: digits, 6 epochs", xlabel="weight layers", ylabel="test error %")
    figure.draw_without_rendering()
    boxes = [axes._left_title.get_window_extent() for axes in row]
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes)) and boxes[-1].x1 < figure.bbox.x1


def test_a_new_figure_has_the_columns_and_settings_asked_for():
    figure, axes = new_figure(columns=3, sharey=True)
    assert len(axes) == len(figure.axes) == 3
    axes[0].set_ylim(2, 5)
    assert axes[2].get_ylim() == (2, 5)


# Lines of many seeds


def seeds(*curves):
    """Rows with the columns seed, depth and loss: a curve each."""
    return pandas.DataFrame(
        {"seed": seed, "depth": 10 * place, "loss": value}
        for seed, curve in enumerate(curves)
        for place, value in enumerate(curve, 1)
    )


def drawn(runs):
    """The thin lines' and the strong one's heights, and its label."""
    figure, axes = new_figure()
    seeds_and_median(axes, runs, "depth", "loss", LINES["residual"], "residual")
    *thin, strong = axes.lines
    return [list(line.get_ydata()) for line in thin], list(strong.get_ydata()), strong.get_label()


def test_the_strong_line_is_the_median():
    """Of 1, 2 and 9: neither the mean, 4, nor the largest."""
    thin, strong, label = drawn(seeds((1, 1), (2, 3), (9, 8)))
    assert thin == [[1, 1], [2, 3], [9, 8]] and strong == [2, 3] and label == "residual"


def test_a_diverged_seed_counts_as_worse_than_any_number_and_is_named():
    thin, strong, label = drawn(seeds((1, 1), (2, math.nan), (9, math.nan)))
    assert strong == [2, math.inf] and label == "residual (2 diverged)"
    assert drawn(seeds((1, 1), (2, 3), (9, math.nan)))[1] == [2, 3]


def test_a_training_that_is_missing_is_no_training_that_diverged():
    thin, strong, label = drawn(seeds((1, 1), (2, 3), (9,)))
    assert strong == [2, 2] and label == "residual" and thin[2] == [9]


def test_seeds_in_a_row_have_a_bar_at_their_median():
    figure, axes = new_figure()
    seeds_in_a_row(axes, pandas.Series([1.0, 2.0, 9.0]), 3, LINES["residual"])
    marks, bar = axes.lines
    assert list(marks.get_xdata()) == [1, 2, 9] and list(bar.get_xdata()) == [2] and list(bar.get_ydata()) == [3]
    assert not axes.texts
    seeds_in_a_row(axes, pandas.Series([1.0, 2.0, math.nan]), 4, LINES["residual"])
    assert list(axes.lines[-1].get_xdata()) == [2] and axes.texts[0].get_text() == "(1 diverged)"
    figure.draw_without_rendering()
