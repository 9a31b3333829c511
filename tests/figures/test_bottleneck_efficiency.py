"""figures.bottleneck_efficiency: what was put in is what is drawn."""

import math

import matplotlib
import pandas
import pytest

from course_utils.data import pictograms
from course_utils.figures.bottleneck_efficiency import (
    contest_beside_published,
    currencies,
    deep_or_wide,
    learning_curves,
    picture_sheet,
)
from course_utils.lab import published
from tests.lab import tables

DATA = pictograms(40, 10)

RATIOS = pandas.DataFrame({"C = 64": [16.0, 1.3], "C = 16": [17.0, 1.2]}, index=["multiply-adds", "bytes moved"])
SIZES = pandas.DataFrame(
    {"multiply-adds": [10, 9], "memory kept": [100, 210], "time": [1.0, 1.5]}, index=pandas.Index([8, 56], name="depth")
)


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_currencies(scale):
    figure = currencies(RATIOS, "A title", "times", scale=scale)
    (axes,) = figure.axes
    names = [text.get_text() for text in axes.get_yticklabels()]
    drawn = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
    assert names == list(RATIOS.index) and list(drawn) == list(RATIOS.columns)
    for name, line in drawn.items():
        assert list(line.get_xdata()) == list(RATIOS[name]) and list(line.get_ydata()) == [1, 0]
    low, high = axes.get_xlim()
    assert low < 1 < 17 < high and "A title" in figure._repr_mimebundle_()[0]["text/plain"]


def test_deep_or_wide_is_relative_to_the_shallowest():
    figure = deep_or_wide(SIZES, "steps of 4 images")
    (axes,), (legend,) = figure.axes, figure.legends
    found = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert found["memory kept"] == [1, 2.1] and found["multiply-adds"] == [1, 0.9]
    assert found["time"] == [1, 1.5] and legend.get_title().get_text() == "steps of 4 images"
    assert list(axes.lines[0].get_xdata()) == [8, 56]


def test_the_curves_have_a_panel_a_contender_and_a_line_a_seed():
    figure = learning_curves(tables.contest(), "found")
    assert [axes.get_title("left") for axes in figure.axes] == ["wide", "bottleneck", "ResNeXt"]
    assert [len(axes.lines) for axes in figure.axes] == [3 + 1 + 1, 3 + 1 + 2, 3 + 1 + 2]  # wide leads
    figure.draw_without_rendering()


def test_the_contest_stands_beside_the_papers():
    figure = contest_beside_published(tables.contest(), tables.bills(), published("equal_budgets"), "tiny")
    titles = [axes.get_title("left") for axes in figure.axes]
    assert titles[:3] == ["Measured: tiny", "Time: a factor 3.0", "Memory: a factor 3.0"] and "CIFAR-10" in titles[3]
    marks = [line for line in figure.axes[0].lines if line.get_marker() != "|"]
    assert sum(len(line.get_xdata()) for line in marks) == 9
    texts = [text for text in figure.axes[3].texts if isinstance(text, matplotlib.text.Annotation)]
    assert {text.get_text() for text in texts} == set(published("equal_budgets").network)


def test_a_sheet_shows_an_image_a_class():
    figure = picture_sheet({"small": DATA.one_of_each(), "again": DATA.one_of_each()}, DATA.classes)
    assert len(figure.axes) == 20 and all(len(axes.images) == 1 for axes in figure.axes)
    assert [axes.get_title("left") for axes in figure.axes[:10]] == list(DATA.classes)


def test_the_strong_curve_is_the_median_and_a_diverged_seed_does_not_lead():
    rows = tables.contest()
    lost = (rows.contender == "wide") & (rows.seed > 0)  # the leader's other two seeds stop after one epoch
    rows.loc[lost, "test_error"] = math.nan
    rows["curve"] = [curve[:1] if gone else curve for curve, gone in zip(rows.curve, lost, strict=True)]
    wide, bottleneck, grouped = learning_curves(rows).axes
    assert wide.get_title("left") == "wide (2 diverged)" and list(wide.lines[3].get_ydata()) == [90, math.inf, math.inf]
    assert list(bottleneck.lines[3].get_ydata()) == pytest.approx([90, 50, 7.5])
    assert len(grouped.lines) == 3 + 1 + 1  # it leads now, and has no dotted line
