"""figures.ode_view: medians over seeds, in every figure of the chapter."""

import math

import pandas
import pytest
import torch

from course_utils.figures import COLOURS, SCALES
from course_utils.figures.ode_view import (
    MODELS,
    WEIGHTS,
    depth_refinement,
    models_beside_published,
    settling,
    where_noise_lands,
)
from course_utils.lab import published

GAPS = (0.1, 0.2, 0.9)  # of three seeds: the median is neither the mean nor the largest


def gaps(name, kinds, column):
    """Three seeds at two depths; at the second everything is half as large."""
    return pandas.DataFrame(
        {name: kind, "seed": seed, "depth": depth, column: 8 * gap / depth}
        for kind in kinds
        for seed, gap in enumerate(GAPS)
        for depth in (8, 16)
    )


def strong(axes):
    """The heights of the strong lines by their labels."""
    return {line.get_label(): list(line.get_ydata()) for line in axes.lines if not line.get_label().startswith("_")}


@pytest.mark.parametrize("scale", SCALES)
def test_settling_shows_the_median_over_the_seeds(scale):
    weights = {start: torch.ones(4, 2, 2) for start in ("full", "tied")}
    left, middle, right = settling(weights, weights, gaps("start", weights, "moved"), scale=scale).axes
    assert strong(right) == {"full": pytest.approx([0.2, 0.1]), "tied": pytest.approx([0.2, 0.1])}
    assert len(right.lines) == 2 * (3 + 1) and set(strong(left)) == set(strong(middle)) == {"full", "tied"}


@pytest.mark.parametrize("scale", SCALES)
def test_refinement_shows_the_median_over_the_seeds_and_counts_the_diverged(scale):
    trained = gaps("start", ("full", "tied"), "doubled_gap")
    trained.loc[(trained.start == "full") & (trained.depth == 16) & (trained.seed > 0), "doubled_gap"] = math.nan
    left, right = depth_refinement(gaps("kind", ("smooth", "Brownian"), "gap"), trained, scale=scale).axes
    assert strong(left) == {"smooth": pytest.approx([0.2, 0.1]), "Brownian": pytest.approx([0.2, 0.1])}
    assert strong(right) == {"full (2 diverged)": [0.2, math.inf], "tied": pytest.approx([0.2, 0.1])}
    assert left.lines[3].get_color() == WEIGHTS["smooth"]["color"]


def race():
    """Three seeds of each model."""
    rows = [(model, seed, error) for model in MODELS for seed, error in enumerate((0.1, 0.2, 0.9))]
    table = pandas.DataFrame(rows, columns=["model", "seed", "test_error"])
    return table.assign(forward=6, backward=[0, 4, 40] * 4, kept=[1024.0, 2048.0, 9000.0] * 4)


@pytest.mark.parametrize("scale", SCALES)
def test_models_have_a_mark_a_seed_and_a_bar_at_the_median(scale):
    figure = models_beside_published(race(), published("continuum"), "tiny", scale=scale)
    error, evaluations, memory, paper = figure.axes
    for axes, middle in ((error, 20), (evaluations, 10), (memory, 2)):
        bars = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "|"]
        assert bars == pytest.approx([middle] * 4)
        assert sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() != "|") == 12
    assert [label.get_text() for label in error.get_yticklabels()] == list(MODELS)[::-1]
    assert [line.get_xdata()[0] for line in paper.lines] == pytest.approx([0.41, 0.42])
    assert error.lines[0].get_color() == COLOURS["continuous"]  # the solver is the lowest row


def test_a_diverged_model_is_said_in_its_row():
    rows = race()
    rows.loc[0, "test_error"] = math.nan
    error = models_beside_published(rows, published("continuum")).axes[0]
    assert [text.get_text() for text in error.texts] == ["(1 diverged)"]


@pytest.mark.parametrize("scale", SCALES)
def test_every_sample_is_drawn_over_the_data_in_its_row_and_column(scale):
    points = torch.rand(5, 2)
    landed = {
        way: {steps: torch.full((3, 2), shift / steps) for steps in (1, 4)} for way, shift in (("a", 1), ("b", 2))
    }
    figure = where_noise_lands(points, landed, scale=scale)
    drawn = [axes.lines[1].get_xdata()[0].item() for axes in figure.axes]
    assert drawn == [1, 0.25, 2, 0.5] and all(len(axes.lines[0].get_xdata()) == 5 for axes in figure.axes)
    assert [axes.get_title("left") for axes in figure.axes] == ["1 Euler step", "4 Euler steps", "", ""]
    assert [axes.get_ylabel() for axes in figure.axes] == ["a", "", "b", ""]
