"""What the operations of `surgery` found, as tables to read, beside the published numbers."""

import math

import pandas

from course_utils.paths import paths

T_95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)  # Student's t for 1, 2, .. degrees of freedom


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
    """
    if operation not in ("several", "swaps"):
        raise ValueError(f'The operation is "several" or "swaps", not {operation!r}.')
    rows = [(row.shortcut, row.seed, 0, 1.0, row.test_error) for row in table.itertuples()]
    for row in _operated(table):
        for entry in getattr(row, operation):
            count, tau, error = entry if operation == "swaps" else (entry[0], 1.0, entry[1])
            rows.append((row.shortcut, row.seed, count, tau, error))
    found = pandas.DataFrame(rows, columns=["kind", "seed", "count", "tau", "error"])
    return found.groupby(["kind", "seed", "count"], sort=False, as_index=False).mean()


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
    read = {name: errors.groupby("kind", sort=False).agg(_spread) for name, errors in columns.items()}
    return pandas.DataFrame({"seeds": table.groupby("shortcut", sort=False).seed.size()} | read).rename_axis("kind")


def gain(table: pandas.DataFrame, counts: tuple[int, ...] = (0, 1, 2, 3, 4)) -> pandas.DataFrame:
    """How much lower the error is with stochastic depth than without, seed by seed, in points of %.

    Rows: count, mean, low and high (the 95 % interval of the mean by Student's t), seeds, positive (how many seeds are
    better with it). An interval that holds 0 does not tell.
    """
    if missing := {"residual", "stochastic depth"} - set(table.shortcut):
        raise ValueError(f"Two kinds are compared, and there is no training of {' and '.join(sorted(missing))}.")
    errors = by_count(table).pivot_table(index="seed", columns=["kind", "count"], values="error")
    rows = []
    for count in counts:
        pairs = (100 * (errors["residual"][count] - errors["stochastic depth"][count])).dropna()
        mean, half = pairs.mean(), math.inf
        if 2 <= len(pairs) <= len(T_95) + 1:
            half = T_95[len(pairs) - 2] * pairs.std() / math.sqrt(len(pairs))
        rows.append((count, mean, mean - half, mean + half, len(pairs), int((pairs > 0).sum())))
    return pandas.DataFrame(rows, columns=["count", "mean", "low", "high", "seeds", "positive"])


def published() -> pandas.DataFrame:
    """What the papers found on CIFAR-10 with ResNet-110, its 54 blocks and 2^54 paths: name, value, source."""
    veit, huang = "Veit et al. 2016", "Huang et al. 2016"
    rows = [
        ("blocks passed by most paths", "19 to 35", veit),
        ("blocks passed by the effective paths", "5 to 17", veit),
        ("test error, constant depth", "6.41 %", huang),
        ("test error, stochastic depth", "5.25 %", huang),
    ]
    return pandas.DataFrame(rows, columns=["what", "published", "source"])


def beside_published(table: pandas.DataFrame) -> pandas.DataFrame:
    """The same four numbers as measured here, beside the published ones."""
    residual = by_length(table[table.shortcut == "residual"]).groupby("length", as_index=False)[["paths", "gradient"]]
    spread = residual.mean()
    error = 100 * table.groupby("shortcut").test_error.median()
    here = [
        "{} to {}".format(*shortest_run(spread.paths.tolist(), 0.95)),
        "{} to {}".format(*shortest_run(spread.gradient.tolist(), 0.9)),
        f"{error['residual']:.1f} %",
        f"{error['stochastic depth']:.1f} %",
    ]
    known = published()
    known.insert(1, f"here: {int(spread.length.max())} blocks, {table.seed.nunique()} seeds", here)
    return known


def shortest_run(shares: list[float], share: float) -> tuple[int, int]:
    """First and last place of the shortest run of neighbours that together have `share` of all."""
    total, places = sum(shares), range(len(shares))
    runs = [(last - first, -sum(shares[first : last + 1]), first, last) for first in places for last in places[first:]]
    return min(run for run in runs if -run[1] >= (share - 1e-9) * total)[2:]


def _operated(table):
    """The rows of trainings that came to an end, so that there was something to operate on."""
    return table[table.status == "finished"].itertuples()


def _spread(errors):
    low, middle, high = (100 * value for value in (errors.min(), errors.median(), errors.max()))
    return f"{middle:.1f} ({low:.1f} to {high:.1f})"
