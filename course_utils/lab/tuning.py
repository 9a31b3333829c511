"""A learning rate for each entry of a profile's axis: the same effort for all, then the race."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas

from course_utils.lab.job import Profile
from course_utils.lab.results import Results
from course_utils.lab.run import run, table


def tune(profile: Profile, **settings) -> pandas.DataFrame:
    """Train all of `profile` at each of its `rates`, from its first seed only; `settings` go to `run`."""
    first = replace(profile, seeds=profile.seeds[:1])
    return run([_at(first, rate) for rate in profile.rates], **settings)


def best_rates(trials: pandas.DataFrame, by: str = "shortcut") -> dict[str, float]:
    """For each entry of the column `by` the learning rate with the lowest training loss.

    A training that diverged is the worst; of equal ones the first rate is taken.
    """
    losses = trials.assign(loss=trials.loss.fillna(math.inf)).reset_index(drop=True)
    best = losses.loc[losses.groupby(by, sort=False).loss.idxmin()]
    return dict(zip(best[by], best.learning_rate, strict=True))


def run_tuned(profile: Profile, rates: Mapping[str, float], **settings) -> pandas.DataFrame:
    """Train each entry at its own rate, from every seed of `profile`; `settings` go to `run`."""
    return run([_at(profile.only(name), rate) for name, rate in rates.items()], **settings)


def tuned_table(profile: Profile, results: Results) -> pandas.DataFrame:
    """The table of what `tune` and `run_tuned` left in `results`; no rows before every entry has its rate."""
    first = replace(profile, seeds=profile.seeds[:1])
    wanted = [_at(first, rate) for rate in profile.rates]
    trials = table(wanted, results)
    if len(trials) < sum(len(each.jobs()) for each in wanted):
        return trials[:0]
    return table([_at(profile.only(name), rate) for name, rate in best_rates(trials, profile.by).items()], results)


def _at(profile, rate):
    return replace(profile, recipe=replace(profile.recipe, learning_rate=rate))
