"""figures.residual_mathematics: degradation as measured and beside the published errors, and decision regions."""

import pandas
import pytest
import torch

from course_utils.data import spirals
from course_utils.figures import COLOURS, LINES, SCALES
from course_utils.figures.residual_mathematics import (
    decision_regions,
    degradation,
    published_beside_measured,
    shares_of_the_stream,
    valleys,
)


def table(shortcuts=("none", "identity"), depths=(8, 20), seeds=3):
    """Results by hand: `loss` is the depth plus the squared seed, errors are shares."""
    rows = [
        {
            "depth": depth,
            "shortcut": shortcut,
            "seed": seed,
            "loss": depth + seed**2,
            "test_error": (depth + seed**2) / 100,
        }
        for shortcut in shortcuts
        for depth in depths
        for seed in range(seeds)
    ]
    return pandas.DataFrame(rows)


PAPER = pandas.DataFrame({"depth": [20, 110], "test_error": [0.0875, 0.0643]})


@pytest.mark.parametrize(
    "draw", [degradation, lambda results, **more: published_beside_measured(results, PAPER, "tiny", **more)]
)
@pytest.mark.parametrize("scale", SCALES)
def test_measured_curves_are_medians_and_seeds(draw, scale):
    figure = draw(table(), scale=scale)
    loss, error = figure.axes[:2]
    for axes, factor in ((loss, 1), (error, 1)):
        strong = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
        assert list(strong) == ["plain", "residual"] and len(axes.lines) == 8
        for kind, line in strong.items():
            assert line.get_color() == COLOURS[kind] and line.get_linestyle() == LINES[kind]["linestyle"]
            assert list(line.get_xdata()) == [8, 20] and list(line.get_ydata()) == pytest.approx(
                [9 * factor, 21 * factor]
            )
        assert axes.get_ylim()[0] == 0
    assert figure._repr_mimebundle_()[0]["image/png"]


def titles(results):
    return [axes.get_title("left") for axes in degradation(results).axes]


def test_titles_state_an_order_only_where_there_is_one():
    found = table()
    assert titles(found) == ["Deeper plain nets fit worse …", "… and so they test worse"]
    no_order = ["Training loss over depth", "Test error over depth"]
    assert titles(table(("identity",))) == titles(table(depths=(8,))) == no_order
    better = found.assign(test_error=1 - found.test_error)
    assert titles(better) == ["Deeper plain nets fit worse …", "Test error over depth"]
    assert titles(found.assign(loss=-found.loss)) == no_order
    found.loc[(found.depth == 20) & (found.seed > 0), ["loss", "test_error"]] = float("nan")  # diverged: the worst
    assert titles(found) == ["Deeper plain nets fit worse …", "… and so they test worse"]


def test_published_numbers_stand_in_axes_of_their_own():
    figure = published_beside_measured(table(), PAPER, "digits")
    assert [axes.get_title("left") for axes in figure.axes] == ["Measured: digits"] * 2 + ["Published: CIFAR-10"]
    (line,) = figure.axes[2].lines
    assert list(line.get_xdata()) == [20, 110] and list(line.get_ydata()) == pytest.approx([8.75, 6.43])
    assert "He et al. 2015" in figure.axes[2].texts[0].get_text()


def test_two_residual_kinds_can_be_told_apart():
    figure = published_beside_measured(table(("identity", "projection")), PAPER)
    lines = {line.get_label(): line.get_marker() for line in figure.axes[0].lines if line.get_label()[0] != "_"}
    assert lines == {"residual": "o", "residual, projection": "D"}


def test_a_table_with_gaps_is_drawn():
    """Interrupted after a few trainings, or with some that diverged."""
    gaps = table().iloc[:5].copy()
    gaps.loc[0, ["loss", "test_error"]] = float("nan")
    assert published_beside_measured(gaps, PAPER)._repr_mimebundle_()[0]["image/png"]


def test_a_figure_says_its_titles_and_keeps_its_size():
    bundle, metadata = published_beside_measured(table(), PAPER, "digits")._repr_mimebundle_()
    assert bundle["text/plain"] == "Figure: Measured: digits; Measured: digits; Published: CIFAR-10"
    assert metadata["image/png"] == {"width": 900, "height": 320}


def test_decision_regions_show_each_networks_answers():
    """A network that answers by the sign of x: its two regions meet at x = 0."""

    def network(points):
        return torch.stack((-points[:, 0], points[:, 0]), 1)

    figure = decision_regions({"first": network, "second": network}, spirals(20))
    assert [axes.get_title("left") for axes in figure.axes] == ["first", "second"]
    left, right = (path.get_extents() for path in figure.axes[0].collections[0].get_paths())
    assert left.x1 == pytest.approx(0, abs=0.02) and right.x0 == pytest.approx(0, abs=0.02)
    assert sum(len(line.get_xdata()) for line in figure.axes[0].lines) == 20


def test_diverged_seeds_are_in_the_legend():
    lost = table()
    lost.loc[(lost.shortcut == "none") & (lost.depth == 20) & (lost.seed > 0), ["loss", "test_error"]] = float("nan")
    axes = degradation(lost).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["plain (2 diverged)", "residual"]


@pytest.mark.parametrize("scale", SCALES)
def test_shares_are_multiplied_by_the_number_of_the_block(scale):
    shares = {"norm": torch.tensor([[1.0, 0.5, 1.0], [3.0, 1.5, 1.0], [2.0, 1.0, 1.0]]), "none": torch.ones(3, 3)}
    axes = shares_of_the_stream(shares, scale=scale).axes[0]
    strong = {drawn.get_label(): drawn for drawn in axes.lines if not drawn.get_label().startswith("_")}
    assert list(strong["norm"].get_ydata()) == [2.0, 2.0, 3.0] and list(strong["none"].get_ydata()) == [1.0, 2.0, 3.0]
    assert strong["norm"].get_color() == COLOURS["residual"] and "one part in l" in strong


@pytest.mark.parametrize("scale", SCALES)
def test_valleys_draw_every_curve_and_a_median(scale):
    distances, losses = torch.linspace(-1, 1, 3), torch.tensor([[2.0, 0.0, 2.0], [3.0, 0.0, 1.0], [4.0, 1.0, 4.0]])
    figure = valleys(
        distances,
        {"Early": {"a": ("plain", losses), "b": ("residual", losses)}, "Late": {"c": ("plain", losses)}},
        scale=scale,
    )
    early = figure.axes[0]
    assert [axes.get_title("left") for axes in figure.axes] == ["Early", "Late"] and len(early.lines) == 8
    strong = {drawn.get_label(): drawn for drawn in early.lines if drawn.get_label() in "ab"}
    assert list(strong["b"].get_ydata()) == [3.0, 0.0, 2.0] and strong["a"].get_color() == COLOURS["plain"]
