"""tuning: the same rates for all from one seed, the lowest loss taken, then the race at each one's own."""

import math

import pandas
import pytest

from course_utils import lab
from course_utils.lab.results import Results
from tests.lab.tiny import BUDGETS, CPU, UNITS

SETTINGS = {"hardware": CPU, "progress": False}
TWO = UNITS.only("original", "scaled 0.5")


@pytest.mark.parametrize("profile", [TWO, BUDGETS], ids=["units", "equal_budgets"])
def test_tuning_takes_one_seed_and_every_rate_and_the_race_repeats_no_trial(profile, capsys):
    kept, names = Results(), [job.parameters[profile.by] for job in profile.jobs()[:2]]
    trials = lab.tune(profile, results=kept, **SETTINGS)
    assert len(trials) == 4 and set(trials.seed) == {0}
    pairs = set(zip(trials[profile.by], trials.learning_rate, strict=True))
    assert pairs == {(name, rate) for name in names for rate in (0.01, 0.1)}
    rates = dict(zip(names, (0.01, 0.1), strict=True))
    found = lab.run_tuned(profile, rates, results=kept, **SETTINGS)
    seeds = len(profile.seeds)
    assert len(found) == 2 * seeds and len(kept.rows) == 4 + 2 * (seeds - 1)
    assert found.groupby(profile.by).learning_rate.unique().str[0].to_dict() == rates
    assert f"2 of {2 * seeds} trainings were done before" in capsys.readouterr().out


def test_the_best_rate_has_the_lowest_loss_and_divergence_is_the_worst():
    rows = [("a", 0.1, 2.0), ("a", 0.3, 1.0), ("b", 0.1, 9.0), ("b", 0.3, math.nan), ("c", 0.1, math.nan)]
    trials = pandas.DataFrame(rows, columns=["shortcut", "learning_rate", "loss"], index=[0, 1, 0, 1, 0])
    assert lab.best_rates(trials) == {"a": 0.3, "b": 0.1, "c": 0.1}
    assert lab.best_rates(trials.rename(columns={"shortcut": "contender"}), "contender")["a"] == 0.3
