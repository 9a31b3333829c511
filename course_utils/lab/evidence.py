"""What of each lab belongs on the page of reproductions: which entry a row is, and which findings it can judge.

A finding is judged seed by seed: it "agrees" where every seed says so, "disagrees" where every seed says the opposite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas

from course_utils.lab import equal_budgets, units
from course_utils.lab.published import HE_2015, HUANG, VEIT, published
from course_utils.lab.summary import order

Judge = Callable[[pandas.DataFrame], str]
AGREES = {"lower": "agrees", "higher": "disagrees", "cannot tell": "cannot tell"}


@dataclass(frozen=True)
class Lab:
    """A lab on the page. `entry` names what a row of results is a case of; `published` has a column entry as well.

    `findings` are triples: the finding, its source, and what judges it from a table of results ("" where it cannot).
    `part` narrows the numbers to one part of the experiment.
    """

    experiment: str
    title: str
    entry: Callable[[pandas.Series], str]
    published: Callable[[], pandas.DataFrame]
    findings: tuple[tuple[str, str, Judge], ...]
    part: str | None = None


def lower(first: dict, second: dict, rows: pandas.DataFrame) -> str:
    """Whether the test errors of the rows that match `first` lie below those that match `second`, in words."""
    errors = [_matching(rows, wanted).test_error for wanted in (first, second)]
    return AGREES[order(*errors)] if all(map(len, errors)) else ""


def _matching(rows, wanted):
    for column, value in wanted.items():
        rows = rows[rows[column] == value] if column in rows else rows[:0]
    return rows


def _below(first: dict, second: dict) -> Judge:
    return partial(lower, first, second)


def _unit_pairs(rows):
    counts = units.compare_orders(rows).here.value_counts()
    return ", ".join(f"{counts.get(word, 0)} {word}" for word in ("agrees", "disagrees", "cannot tell"))


def _budget_pair(better, worse, rows):
    pairs = equal_budgets.beside_published(rows)
    here = pairs[(pairs["better in the paper"] == better) & (pairs.worse == worse)].here
    return here.iloc[0] if len(here) else ""


def _path_lengths(place, rows):
    """First and last length of the shortest run of lengths with the share that `lesion_tables` names."""
    from course_utils.lab.lesion_tables import beside_published

    if not (_matching(rows, {"shortcut": "residual"}).status == "finished").any():
        return ""
    known = beside_published(rows)
    return f"{known.iloc[place, 1]} ({known.columns[1].removeprefix('here: ')})"


def _as_good(rows):
    errors = [_matching(rows, {"part": "race", "model": model}).test_error for model in ("residual", "ODE")]
    found = order(*errors) if all(map(len, errors)) else ""
    return {"cannot tell": "agrees: the seeds overlap", "": ""}.get(found, f"disagrees: residual is {found}")


def _named(experiment: str, entry: Callable[[pandas.Series], str]) -> pandas.DataFrame:
    table = published(experiment)
    return table.assign(entry=table.apply(entry, axis=1), test_error=table.test_error.fillna(1.0))


def _five_units():
    table = _named("units", lambda row: row.shortcut)
    return table[table.entry.isin(units.FIVE_UNITS)]


def _two_errors():
    """Those rows of the published table of lesions that are test errors."""
    table = published("lesions")
    table = table[table.what.str.startswith("test error")]
    kinds = {"test error, constant depth": "residual", "test error, stochastic depth": "stochastic depth"}
    errors = table.published.str.removesuffix(" %").astype(float) / 100
    return table.assign(entry=table.what.map(kinds) + ", 110 layers", test_error=errors)


def _depth(row):
    kind = {"none": "plain", "identity": "residual"}.get(row["shortcut"], row["shortcut"])
    return f"{kind}, {row['depth']} layers"


LABS = (
    Lab(
        "degradation",
        "1. Degradation (He et al. 2015)",
        _depth,
        lambda: _named("degradation", lambda row: f"residual, {row.depth} layers"),
        tuple(
            (f"{text} is better on test images", f"{HE_2015}, figure 6", _below(first, second))
            for text, first, second in (
                (
                    "plain, 20 layers against plain, 56 layers: the shallow one",
                    {"depth": 20, "shortcut": "none"},
                    {"depth": 56, "shortcut": "none"},
                ),
                (
                    "56 layers, residual against plain: the residual one",
                    {"depth": 56, "shortcut": "identity"},
                    {"depth": 56, "shortcut": "none"},
                ),
                (
                    "110 layers, residual against plain: the residual one",
                    {"depth": 110, "shortcut": "identity"},
                    {"depth": 110, "shortcut": "none"},
                ),
                (
                    "residual, 110 layers against residual, 20 layers: the deep one",
                    {"depth": 110, "shortcut": "identity"},
                    {"depth": 20, "shortcut": "identity"},
                ),
            )
        ),
    ),
    Lab(
        "units",
        "2. Units with other shortcuts (He et al. 2016)",
        lambda row: row["shortcut"],
        _five_units,
        (("the order of each pair of the five units", "He et al. 2016, tables 1 and 2", _unit_pairs),),
    ),
    Lab(
        "equal_budgets",
        "3. Blocks at equal budgets",
        lambda row: row["contender"],
        lambda: _named("equal_budgets", lambda row: row.network),
        tuple(
            (f"{better} is better than {worse} at about equal cost", numbers, partial(_budget_pair, better, worse))
            for better, worse, numbers in equal_budgets.PAIRS
        ),
    ),
    Lab(
        "lesions",
        "4. Lesions and stochastic depth (Veit et al. 2016, Huang et al. 2016)",
        _depth,
        _two_errors,
        (
            (
                "stochastic depth has the lower test error",
                HUANG,
                _below({"shortcut": "stochastic depth"}, {"shortcut": "residual"}),
            ),
            ("most paths of ResNet-110 pass 19 to 35 of 54 blocks", VEIT, partial(_path_lengths, 0)),
            ("the paths that carry the gradient pass 5 to 17 of 54 blocks", VEIT, partial(_path_lengths, 1)),
        ),
    ),
    Lab(
        "continuum",
        "5. Continuous depth (Chen et al. 2018)",
        lambda row: row["model"],
        lambda: _named("continuum", lambda row: row.model),
        (("one equation reads as well as six blocks", "Chen et al. 2018, table 1", _as_good),),
        part="race",
    ),
)
