"""Many seeds in few words, alike in every lab: median, lowest and highest; what a diverged seed and a tie mean.

A training that diverged (NaN) is worse than any number: it counts in a median, it is named where it is the worst or the
middle, and no number stands for it.
"""

import math
from collections.abc import Sequence

import pandas

DIVERGED = "diverged"


def median(values: pandas.Series, worst: float = math.inf) -> float:
    """The median over seeds; each that diverged counts as `worst`, infinite unless less is worse."""
    return float(values.fillna(worst).median())


def shown(value: float, digits: int = 1, factor: float = 1.0) -> str:
    """`factor` times a number, or "diverged" where it is not finite."""
    return f"{factor * value:.{digits}f}" if math.isfinite(value) else DIVERGED


def spread(values: pandas.Series, digits: int = 1, factor: float = 1.0, worst: float = math.inf) -> str:
    """Median, and in brackets lowest and highest where these read differently: "20.0 (10.0 to diverged)"."""
    values = values.astype(float).fillna(worst)
    middle, low, high = (shown(value, digits, factor) for value in (median(values), values.min(), values.max()))
    return middle if low == high else f"{middle} ({low} to {high})"


def order(first: pandas.Series, second: pandas.Series) -> str:
    """ "lower" where every seed of `first` lies below every seed of `second`, "higher" the other way round.

    Else "cannot tell": so where a seed of one equals a seed of the other, and where there is only one seed of either.
    """
    first, second = first.fillna(math.inf), second.fillna(math.inf)
    if min(len(first), len(second)) > 1:
        if first.max() < second.min():
            return "lower"
        if first.min() > second.max():
            return "higher"
    return "cannot tell"


def summary(results: pandas.DataFrame, by: Sequence[str] = ("depth", "shortcut")) -> pandas.DataFrame:
    """The table to read of a `lab.run`: for each setting the spread over the seeds, and how many diverged.

    Settings, which stand before the seed, are left out where they are the same in all of `results`, but those of `by`;
    several tables may be put together before. Errors in %.
    """
    settings = results.columns[: results.columns.get_loc("seed")]
    varied = [*by, *(name for name in settings if name not in by and results[name].nunique() > 1)]
    groups = results.groupby(varied, sort=False)
    first = groups.agg(
        parameters=("parameters", "first"),
        runs=("seed", "size"),
        diverged=("status", lambda status: (status == DIVERGED).sum()),
    )
    return first.assign(
        **{
            "training loss": groups.loss.agg(spread, digits=3),
            "training error %": groups.train_error.agg(spread, factor=100),
            "test error %": groups.test_error.agg(spread, factor=100),
            "seconds": groups.seconds.median().round(1),
        }
    ).reset_index()
