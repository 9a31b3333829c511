"""summary: what median, range, ties and diverged seeds mean, alike for every experiment."""

import math

import pandas
import pytest

from course_utils.lab import published, summary, table
from course_utils.lab.results import Results
from course_utils.lab.summary import median, order, shown, spread
from tests.lab.tiny import ALL, DEPTHS, run

NAN = math.nan


def series(*values):
    return pandas.Series(values, dtype=float)


@pytest.mark.parametrize(
    ("values", "middle", "text"),
    [
        ((0.1, 0.3, 0.2), 0.2, "20.0 (10.0 to 30.0)"),
        ((0.1, 0.2, 0.6), 0.2, "20.0 (10.0 to 60.0)"),  # neither the mean nor the largest
        ((0.25,), 0.25, "25.0"),
        ((0.25, 0.25), 0.25, "25.0"),
        ((0.2501, 0.2499), 0.25, "25.0"),  # no range where both ends read alike
        ((0.1, 0.3, NAN), 0.3, "30.0 (10.0 to diverged)"),
        ((0.1, NAN, NAN), math.inf, "diverged (10.0 to diverged)"),
        ((0.1, NAN), math.inf, "diverged (10.0 to diverged)"),
        ((NAN, NAN), math.inf, "diverged"),
    ],
)
def test_a_diverged_seed_is_worse_than_any_number(values, middle, text):
    assert median(series(*values)) == pytest.approx(middle) and spread(series(*values), 1, 100) == text


def test_where_less_is_worse_the_diverged_stand_below():
    assert spread(series(0.9, 1.0, NAN), 2, worst=-math.inf) == "0.90 (diverged to 1.00)"
    assert median(series(0.9, 1.0, NAN), -math.inf) == 0.9


def test_no_number_stands_for_what_is_not_finite():
    assert shown(NAN) == shown(math.inf) == "diverged" and shown(0.125, 2, 100) == "12.50"


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((1, 2), (3, 4), "lower"),
        ((3, 4), (1, 2), "higher"),
        ((1, 3), (2, 4), "cannot tell"),
        ((1, 2), (2, 3), "cannot tell"),  # a tie
        ((1,), (3, 4), "cannot tell"),  # one seed
        ((1, 2), (NAN, NAN), "lower"),
        ((1, 2), (3, NAN), "lower"),
        ((1, NAN), (2, 3), "cannot tell"),
        ((NAN, NAN), (NAN, NAN), "cannot tell"),
    ],
)
def test_seeds_order_two_settings_or_cannot(first, second, verdict):
    assert order(series(*first), series(*second)) == verdict


@pytest.fixture(scope="module")
def made():
    """A table made by hand: one setting, three seeds, one of them diverged."""
    rows = [
        (
            8,
            "none",
            "batch",
            "8/16/32",
            6,
            0.1,
            "float32",
            seed,
            loss,
            error,
            "finished" if loss == loss else "diverged",
        )
        for seed, loss, error in ((0, 1.0, 0.10), (1, 3.0, 0.30), (2, NAN, NAN))
    ]
    settings = ["depth", "shortcut", "norm", "widths", "epochs", "learning_rate", "precision"]
    made = pandas.DataFrame(rows, columns=[*settings, "seed", "loss", "test_error", "status"])
    return made.assign(train_error=made.test_error / 2, seconds=2.0, parameters=100)


def test_the_summary_has_the_median_and_the_range_and_names_the_diverged(made):
    row = summary(made).iloc[0]
    assert row["training loss"] == "3.000 (1.000 to diverged)" and row["test error %"] == "30.0 (10.0 to diverged)"
    assert (row.runs, row.diverged, row.parameters, row.seconds) == (3, 1, 100, 2.0)
    row = summary(made[:2]).iloc[0]
    assert row["training loss"] == "2.000 (1.000 to 3.000)" and row["training error %"] == "10.0 (5.0 to 15.0)"
    assert summary(made[:1])["training loss"].item() == "1.000"


def test_the_summary_names_the_settings_that_vary(made):
    assert list(summary(made).columns[:3]) == ["depth", "shortcut", "parameters"]
    both = summary(pandas.concat([made, made.assign(norm="none", epochs=15)]))
    assert list(both.columns[:4]) == ["depth", "shortcut", "norm", "epochs"] and len(both) == 2


def test_an_empty_table_has_its_columns():
    empty = table(DEPTHS, Results())
    assert len(empty) == 0 and {"depth", "loss", "status"} <= set(empty.columns)
    assert len(summary(empty)) == 0


@pytest.mark.parametrize("name", ALL)
def test_every_experiment_can_be_summed_up_and_has_published_numbers(name):
    profile = ALL[name]
    part = profile.only(profile.jobs()[0].parameters[profile.by])
    rows = summary(run(part), by=[profile.by])
    assert rows.runs.sum() == len(part.jobs()) and (rows.diverged == 0).all()
    assert len(published(name))
