"""What the operations of `lesions` showed, as tables to read, beside the published numbers."""

import math

import pandas

from course_utils.lab.published import published
from course_utils.lab.summary import DIVERGED, median, shown, spread
from course_utils.paths import paths

SHARE_OF_PATHS, SHARE_OF_GRADIENT = 0.95, 0.9  # what the ranges of lengths beside the published ones hold


def by_position(table: pandas.DataFrame) -> pandas.DataFrame:
    """A row for each single lesion of a table of `lab.run`: kind, seed, block, blocks (of the network), error."""
    rows = [
        (row.shortcut, row.seed, block, len(row.single), error)
        for row in _operated(table)
        for block, error in enumerate(row.single)
        if error is not None
    ]
    return pandas.DataFrame(rows, columns=["kind", "seed", "block", "blocks", "error"]).dropna()


def by_count(table: pandas.DataFrame, operation: str = "several") -> pandas.DataFrame:
    """Mean error over the draws for each kind, seed and count of blocks out ("several") or of swaps ("swaps").

    Count 0 is the intact network, all test images. Columns: kind, seed, count, tau (1 where nothing is swapped), error.
    Raises `ValueError` for another operation.
    """
    if operation not in ("several", "swaps"):
        raise ValueError(f'The operation is "several" or "swaps", not {operation!r}.')
    rows = [(row.shortcut, row.seed, 0, 1.0, row.test_error) for row in table.itertuples()]
    for row in _operated(table):
        for entry in getattr(row, operation):
            count, tau, error = entry if operation == "swaps" else (entry[0], 1.0, entry[1])
            rows.append((row.shortcut, row.seed, count, tau, error))
    errors = pandas.DataFrame(rows, columns=["kind", "seed", "count", "tau", "error"])
    return errors.groupby(["kind", "seed", "count"], sort=False, as_index=False).mean()


def by_length(table: pandas.DataFrame) -> pandas.DataFrame:
    """A row for each path length of each network that has paths: kind, seed, length, paths (share of all), gradient.

    `gradient` is the share of the gradient that paths of this length carry, as in Veit et al. 2016.
    """
    rows = [
        (row.shortcut, row.seed, length, count / 2 ** (len(row.lengths) - 1), share)
        for row in _operated(table)
        if len(row.lengths)
        for length, (count, share) in enumerate(zip(paths.lengths(len(row.lengths) - 1), row.lengths, strict=True))
    ]
    return pandas.DataFrame(rows, columns=["kind", "seed", "length", "paths", "gradient"])


def charts(table: pandas.DataFrame) -> pandas.DataFrame:
    """The table to read: for each kind the median over the seeds of its errors in %, lowest and highest in brackets.

    Intact, with one block out (the median over the positions, and the worst of them), with three out, after all swaps.
    A network that diverged counts in the intact column and was not operated on.
    """
    single = by_position(table).groupby(["kind", "seed"], sort=False).error
    several, swaps = by_count(table), by_count(table, "swaps")
    columns = {
        "intact": several[several["count"] == 0].set_index(["kind", "seed"]).error,
        "one out: median": single.median(),
        "one out: worst": single.max(),
        "three out": several[several["count"] == 3].set_index(["kind", "seed"]).error,
        "16 swaps": swaps[swaps["count"] == 16].set_index(["kind", "seed"]).error,
    }
    read = {name: errors.groupby("kind", sort=False).agg(spread, factor=100) for name, errors in columns.items()}
    kinds = table.groupby("shortcut", sort=False)
    runs = {"seeds": kinds.seed.size(), "diverged": kinds.status.agg(lambda status: (status == DIVERGED).sum())}
    return pandas.DataFrame(runs | read).rename_axis("kind")


def gain(table: pandas.DataFrame, counts: tuple[int, ...] = (0, 1, 2, 3, 4)) -> pandas.DataFrame:
    """How much lower the error is with stochastic depth than without, seed by seed, in points of %.

    Rows: count, mean, low and high (the 95 % interval of the mean by Student's t), seeds, positive (how many seeds are
    better with it). An interval that holds 0 does not tell. Pairs of which one diverged are left out, so that
    `seeds` is smaller. Raises `ValueError` where one of the two kinds was not trained.
    """
    if missing := {"residual", "stochastic depth"} - set(table.shortcut):
        raise ValueError(f"Two kinds are compared, and there is no training of {' and '.join(sorted(missing))}.")
    errors = by_count(table).pivot_table(index="seed", columns=["kind", "count"], values="error")
    rows = []
    for count in counts:
        pairs = (100 * (errors["residual"][count] - errors["stochastic depth"][count])).dropna()
        mean, half = pairs.mean(), half_width(pairs)
        rows.append((count, mean, mean - half, mean + half, len(pairs), int((pairs > 0).sum())))
    return pandas.DataFrame(rows, columns=["count", "mean", "low", "high", "seeds", "positive"])


def half_width(values: pandas.Series, confidence: float = 0.95) -> float:
    """Half of the interval that holds the mean with this `confidence`, by Student's t; infinite for a single value."""
    from scipy.stats import t  # here, for it takes as long to import as all of the lab together

    if len(values) < 2:
        return math.inf
    quantile = t.ppf((1 + confidence) / 2, len(values) - 1)
    return float(quantile * values.std() / math.sqrt(len(values)))


def beside_published(table: pandas.DataFrame) -> pandas.DataFrame:
    """The same four numbers as measured here, beside the published ones."""
    residual = by_length(table[table.shortcut == "residual"]).groupby("length", as_index=False)[["paths", "gradient"]]
    means = residual.mean()
    errors = table.groupby("shortcut").test_error.agg(median)
    here = [
        "{} to {}".format(*shortest_run(means.paths.tolist(), SHARE_OF_PATHS)),
        "{} to {}".format(*shortest_run(means.gradient.tolist(), SHARE_OF_GRADIENT)),
        *(percent(errors[kind]) for kind in ("residual", "stochastic depth")),
    ]
    known = published("lesions").drop(columns="protocol")
    known.insert(1, f"here: {int(means.length.max())} blocks, {table.seed.nunique()} seeds", here)
    return known


def percent(share: float) -> str:
    """A share as "12.3 %", or "diverged"."""
    text = shown(share, 1, 100)
    return text if text == DIVERGED else f"{text} %"


def shortest_run(shares: list[float], share: float) -> tuple[int, int]:
    """First and last place of the shortest run of neighbours that together have `share` of all."""
    total, places = sum(shares), range(len(shares))
    runs = [(last - first, -sum(shares[first : last + 1]), first, last) for first in places for last in places[first:]]
    return min(run for run in runs if -run[1] >= (share - 1e-9) * total)[2:]


def _operated(table):
    """The rows of trainings that came to an end, so that there was something to operate on."""
    return table[table.status == "finished"].itertuples()
