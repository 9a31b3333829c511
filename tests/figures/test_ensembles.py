import pandas
import pytest
import torch

from course_utils.figures import COLOURS
from course_utils.figures.ensembles import (
    carried,
    committees,
    early_exits,
    gains,
    many_lesions,
    operations,
    path_lengths,
    single_lesions,
    unravelled,
)


def text_of(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_unravelled_draws_each_path_once(blocks):
    figure = unravelled(blocks)
    (axes,) = figure.axes
    assert len(axes.lines) == 2**blocks
    branches = [text for text in axes.texts if text.get_text().startswith("$F_")]
    assert len(branches) == blocks * 2 ** (blocks - 1)
    rows = [frozenset(t.get_text() for t in branches if t.get_position()[1] == -row) for row in range(2**blocks)]
    assert len(set(rows)) == 2**blocks and [len(row) for row in rows] == sorted(len(row) for row in rows)
    assert text_of(figure).count("$x_0$") == 2**blocks


def test_single_lesions_draws_each_network_and_the_median():
    values = {"plain": torch.tensor([[0.1, 0.2], [0.1, 0.4], [0.3, 0.3]]), "residual": torch.tensor([[0.5, 0.9]])}
    renewed = {name: numbers + 0.05 for name, numbers in values.items()}
    left, right = single_lesions(values, renewed).axes
    thin, median = left.lines[:3], left.lines[3]
    assert list(median.get_xdata()) == [1, 2] and median.get_color() == COLOURS["plain"]
    assert median.get_ydata().tolist() == pytest.approx([0.1, 0.3])
    assert [line.get_ydata().tolist() for line in thin] == [pytest.approx(row) for row in values["plain"].tolist()]
    assert right.lines[5].get_ydata().tolist() == pytest.approx([0.55, 0.95])


def test_committees_shows_members_and_votes():
    rows = [("residual", "as they are", seed, [0.1, 0.2], 0.3 + seed / 10) for seed in range(3)]
    rows += [("plain", "recalibrated", seed, [0.1, 0.1], 0.1) for seed in range(3)]
    (axes,) = committees(pandas.DataFrame(rows, columns=["network", "norms", "seed", "alone", "together"])).axes
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        "residual,\nnorms as they are",
        "plain,\nnorms recalibrated",
    ]
    votes = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "_"]
    assert votes == pytest.approx([0.3, 0.4, 0.5, 0.1, 0.1, 0.1])
    assert sum(len(line.get_ydata()) for line in axes.lines if line.get_marker() in ("o", "x")) == 12


def test_many_lesions_shows_draws_and_median():
    dropped = pandas.DataFrame({"count": [0, 0, 2, 2, 2], "accuracy": [1.0, 1.0, 0.2, 0.6, 0.9]})
    swapped = pandas.DataFrame({"tau": [1.0, 0.51, 0.49], "accuracy": [1.0, 0.4, 0.8]})
    figure = many_lesions({"residual": dropped}, {"residual": swapped})
    left, right = figure.axes
    dots, median = left.lines
    assert len(dots.get_xdata()) == 5 and list(median.get_ydata()) == [1.0, 0.6]
    assert list(right.lines[0].get_xdata()) == [1.0, 0.51, 0.49] and list(right.lines[1].get_ydata()) == [
        0.6000000000000001,
        1.0,
    ]


def test_carried_draws_shares_that_add_up():
    table = pandas.DataFrame({"length": range(3), "paths": [1, 2, 1], "norm": [1.0, 0.1, 0.01]})
    table["share"] = table.paths * table.norm / (table.paths * table.norm).sum()
    single, together = carried([table, table]).axes
    assert single.get_yscale() == "log" and len(single.lines) == 3
    assert [round(float(line.get_ydata().sum()), 6) for line in together.lines] == [1, 1, 1, 1]
    assert [text.get_text() for text in together.get_legend().get_texts()] == [
        "share of all paths",
        "share of the gradient",
    ]


def test_early_exits_draws_each_network():
    table = pandas.DataFrame({"block": [0, 1], "accuracy": [0.1, 0.9]})
    better = table.assign(accuracy=[0.3, 0.9])
    (axes,) = early_exits({"plain": [table], "residual": [table, better, better]}).axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["plain", "residual"]
    assert axes.lines[-1].get_ydata().tolist() == pytest.approx([0.3, 0.9])


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_every_figure_knows_its_scale(scale):
    small, large = (unravelled(2, scale=name).axes[0].title.get_fontsize() for name in ("page", scale))
    assert (large > small) == (scale == "projected")


# The lab's


KINDS = ("plain", "residual", "stochastic depth")


def errors(place):
    """Three seeds of each kind at two places; the median, 0.2, is neither the mean nor the largest."""
    return pandas.DataFrame(
        {"kind": kind, "seed": seed, place: where, "error": error}
        for kind in KINDS
        for seed, error in enumerate((0.1, 0.2, 0.9))
        for where in (0, 1)
    )


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_operations_show_the_median_over_the_seeds(scale):
    figure = operations(errors("block"), errors("count"), errors("count"), "tiny", scale=scale)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(KINDS)
    for axes in figure.axes:
        medians = [line for line in axes.lines if line.get_label() in KINDS]
        assert [list(line.get_ydata()) for line in medians] == [[20, 20]] * 3


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_path_lengths_show_the_median_over_the_seeds(scale):
    rows = [(kind, seed, length, share, share * part) for kind in KINDS[1:] for seed, part in enumerate((1, 2, 9))
            for length, share in enumerate((0.25, 0.5, 0.25))]  # fmt: skip
    figure = path_lengths(pandas.DataFrame(rows, columns=["kind", "seed", "length", "paths", "gradient"]), scale=scale)
    assert len(figure.legends[0].get_texts()) == 3
    medians = [line for line in figure.axes[0].lines if line.get_label().startswith("of the gradient")]
    assert [list(line.get_ydata()) for line in medians] == [[50, 100, 50]] * 2


def test_gains_have_a_bar_from_low_to_high():
    table = pandas.DataFrame({"count": [0, 1], "mean": [1.0, 2.0], "low": [0.0, -1.0], "high": [2.0, 5.0]})
    (axes,) = gains(table, "tiny").axes
    ends = [segment[:, 1].tolist() for segment in axes.collections[0].get_segments()]
    assert ends == [[0.0, 2.0], [-1.0, 5.0]] and axes.get_title("left") == "What stochastic depth saves: tiny"
