"""figures.gradient_highways: units as measured, in the paper's order, beside the published errors."""

import math

import pandas
import pytest

from course_utils.figures.gradient_highways import units_beside_published
from course_utils.lab import published


@pytest.fixture
def made():
    """A table made by hand: three units, two seeds."""
    errors = {"original": (0.1, 0.2), "full pre-activation": (0.3, 0.4), "scaled 0.5": (0.15, 0.9), "plain": (0.8, 0.7)}
    rows = [(unit, seed, error) for unit, both in errors.items() for seed, error in enumerate(both)]
    return pandas.DataFrame(rows, columns=["shortcut", "seed", "test_error"]).assign(learning_rate=0.1)


def test_the_figure_has_a_mark_for_each_seed_and_the_papers_order(made):
    figure = units_beside_published(made, published("units"), "tiny")
    here, paper = figure.axes
    assert [label.get_text() for label in here.get_yticklabels()][-1] == "full pre-activation"
    assert sum(len(line.get_xdata()) for line in here.lines if line.get_marker() != "|") == 8
    assert any("fail" in text.get_text() for text in paper.texts)


def test_a_diverged_seed_is_said_beside_its_unit(made):
    lost = made.assign(test_error=made.test_error.where(made.test_error != 0.9, math.nan))
    here = units_beside_published(lost, published("units")).axes[0]
    assert [text.get_text() for text in here.texts] == ["(1 diverged)"]
