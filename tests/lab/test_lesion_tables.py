"""lesion_tables: what the operations showed, seed by seed, in shares and in intervals."""

import math
from dataclasses import replace

import pandas
import pytest
from scipy import stats

from course_utils.lab import lesion_tables, sharing
from course_utils.lab.lesions import KINDS
from course_utils.paths import paths
from tests.lab import tiny


@pytest.fixture(scope="module")
def table():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "load", tiny.load)
        return tiny.run(replace(tiny.LESIONS, depths=(14, 14, 14)))


def rows(*kinds, several, seeds=3):
    """A table as from a run, with invented errors."""
    return pandas.DataFrame(
        {
            "shortcut": kind,
            "seed": seed,
            "test_error": 0.1 * seed,
            "single": [0.5, None, 0.1 * seed],
            "several": several(kind, seed),
            "swaps": [[1, 0.5, 0.4], [1, 0.7, 0.6], [16, 0.0, 0.9]],
            "lengths": [] if kind == "plain" else [0.2, 0.6, 0.1, 0.1],
            "status": "finished",
        }
        for seed in range(seeds)
        for kind in kinds
    )


def gains_of(differences):
    """A table in which stochastic depth saves so much (a share) in each seed, with one block out."""
    pairs = rows(
        "residual",
        "stochastic depth",
        seeds=len(differences),
        several=lambda kind, seed: [[1, 0.5 - (differences[seed] if kind != "residual" else 0)]],
    )
    return lesion_tables.gain(pairs, counts=(0, 1)).set_index("count")


def test_gain_is_students_interval():
    differences = [0.02, 0.05, -0.01, 0.06]
    row = gains_of(differences).loc[1]
    low, high = stats.t.interval(0.95, 3, 100 * sum(differences) / 4, stats.sem([100 * value for value in differences]))
    assert (row["mean"], row.low, row.high) == pytest.approx((3, low, high), rel=1e-3)
    assert (row.seeds, row.positive) == (4, 3)


def test_gain_of_one_pair_has_no_interval():
    assert math.isinf(gains_of([0.1]).loc[1].high) and math.isinf(gains_of([0.1]).loc[1].low)


def test_gain_needs_both_kinds():
    with pytest.raises(ValueError, match="no training of stochastic depth"):
        lesion_tables.gain(rows("plain", "residual", several=lambda *_: [[1, 0.3]]))


@pytest.mark.parametrize("seeds", [2, 5, 11, 30, 200])
def test_the_interval_is_finite_for_any_number_of_seeds(seeds):
    values = pandas.Series(range(seeds), dtype=float)
    low, high = stats.t.interval(0.95, seeds - 1, values.mean(), stats.sem(values))
    half = lesion_tables.half_width(values)
    assert math.isfinite(half) and half == pytest.approx((high - low) / 2)
    assert lesion_tables.half_width(values, 0.5) < half


def test_by_position_leaves_out_what_was_not_operated():
    found = lesion_tables.by_position(rows("residual", several=lambda *_: [[1, 0.3]]))
    assert found.block.tolist() == [0, 2] * 3 and found.error.tolist() == pytest.approx([0.5, 0, 0.5, 0.1, 0.5, 0.2])


def test_by_count_averages_the_draws_and_begins_intact():
    table = rows("residual", several=lambda *_: [[1, 0.2], [1, 0.4]])
    several, swaps = lesion_tables.by_count(table), lesion_tables.by_count(table, "swaps")
    assert several[several.seed == 2].error.tolist() == pytest.approx([0.2, 0.3])
    assert swaps[swaps.seed == 2][["count", "tau", "error"]].values.tolist() == [
        [0, 1, pytest.approx(0.2)],
        [1, pytest.approx(0.6), 0.5],
        [16, 0, 0.9],
    ]
    with pytest.raises(ValueError, match='"several" or "swaps"'):
        lesion_tables.by_count(table, "single")


def test_by_length_knows_the_share_of_all_paths():
    found = lesion_tables.by_length(rows("plain", "residual", several=lambda *_: []))
    assert set(found.kind) == {"residual"}
    assert found.paths.tolist()[:4] == [count / 8 for count in paths.lengths(3)]
    assert found.gradient.tolist()[:4] == [0.2, 0.6, 0.1, 0.1]


def test_a_training_that_diverged_was_not_operated():
    table = rows("residual", several=lambda *_: [[1, 0.3]])
    table.loc[0, "status"], table.at[0, "single"] = "diverged", math.nan
    table.loc[0, "test_error"] = math.nan
    assert set(lesion_tables.by_position(table).seed) == {1, 2}
    charts = lesion_tables.charts(table).loc["residual"]
    assert (charts.seeds, charts.diverged, charts.intact) == (3, 1, "20.0 (10.0 to diverged)")


def test_a_pair_of_which_one_diverged_is_left_out_and_not_counted():
    pairs = rows("residual", "stochastic depth", several=lambda kind, seed: [[1, 0.3 + 0.1 * seed]])
    lost = (pairs.shortcut == "residual") & (pairs.seed == 1)
    pairs.loc[lost, "status"], pairs.loc[lost, "test_error"] = "diverged", math.nan
    assert lesion_tables.gain(pairs, counts=(0, 1)).seeds.tolist() == [2, 2]


def test_a_diverged_majority_has_no_published_neighbour(table):
    lost = table.assign(test_error=table.test_error.where(table.shortcut != "stochastic depth"))
    assert lesion_tables.beside_published(lost).iloc[3, 1] == "diverged"


@pytest.mark.parametrize(
    ("shares", "share", "run"),
    [([1, 8, 1], 0.8, (1, 1)), ([1, 8, 1], 0.9, (0, 1)), ([0, 0, 5, 5], 0.95, (2, 3)), ([1, 1, 1], 1.0, (0, 2))],
)
def test_shortest_run(shares, share, run):
    assert lesion_tables.shortest_run(shares, share) == run


def test_most_paths_of_resnet_110_lie_in_the_published_range():
    counts = paths.lengths(54)
    assert sum(counts[19:36]) / 2**54 > 0.95
    first, last = lesion_tables.shortest_run(counts, 0.95)
    assert 19 <= first and last <= 35


def test_charts_and_published_table_of_a_run(table):
    charts = lesion_tables.charts(table)
    assert charts.index.tolist() == list(KINDS) and charts.seeds.tolist() == [1, 2, 2]
    assert charts.notna().all().all()
    beside = lesion_tables.beside_published(table)
    assert beside.published.tolist() == ["19 to 35", "5 to 17", "6.41 %", "5.25 %"]
    assert beside.iloc[0, 1] == "1 to 5" and "6 blocks, 2 seeds" in beside.columns[1]


def test_the_ranges_hold_95_percent_of_the_paths_and_90_of_the_gradient():
    """With 0.85 of the gradient at length 1 and 0.08 at length 2, 90 % take both and 80 % only the first."""
    made = rows("residual", "stochastic depth", several=lambda *_: [[1, 0.3]])
    made["lengths"] = [[0.04, 0.85, 0.08, 0.03]] * len(made)
    here = lesion_tables.beside_published(made).iloc[:, 1].tolist()
    assert here[:2] == ["0 to 3", "1 to 2"] and here[2:] == ["10.0 %", "10.0 %"]
