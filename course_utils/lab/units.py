"""Networks of the units that He et al. 2016 compare, and the errors that they published."""

import itertools
import math

import pandas

from course_utils.blocks.units import UNITS, published_unit
from course_utils.networks.staged import PreactivationNet, StagedNet

# Table, test error in % of ResNet-110 on CIFAR-10; "fail" is the paper's word for an error above 20 %.
PUBLISHED = {
    "original": (1, 6.61),
    "plain": (1, math.nan),
    "scaled 0.5": (1, 12.35),
    "exclusive gate 0": (1, math.nan),
    "exclusive gate -6": (1, 8.70),
    "shortcut gate 0": (1, 12.86),
    "shortcut gate -6": (1, 6.91),
    "1x1 convolution": (1, 12.22),
    "dropout 0.5": (1, math.nan),
    "norm after addition": (2, 8.17),
    "relu before addition": (2, 7.84),
    "relu-only pre-activation": (2, 6.71),
    "full pre-activation": (2, 6.37),
}
PROTOCOL = "CIFAR-10, 110 layers, median of 5 runs; fail: above 20 %"


def variant_net(
    unit: str,
    depth: int,
    widths: tuple[int, int, int] = (16, 32, 64),
    in_channels: int = 3,
    classes: int = 10,
    norm: str = "batch",
) -> StagedNet:
    """A network whose blocks are all `published_unit(unit, ...)`; shapes and depths as for `networks.CifarNet`.

    Where a unit begins with its activation, a last norm and ReLU precede the head (He et al. 2016, section 4.1).
    Raises `ValueError` for another norm than the paper's.
    """
    if norm != "batch":
        raise ValueError(f'The published units have batch normalisation: set norm="batch", not {norm!r}.')
    net = PreactivationNet if unit.endswith("pre-activation") else StagedNet
    return net(depth, lambda *shape: published_unit(unit, *shape), widths, in_channels, classes)


def published(units: tuple[str, ...] = UNITS) -> pandas.DataFrame:
    """He et al. 2016, tables 1 and 2, for some units: CIFAR-10 test error (a share; NaN for "fail") and protocol."""
    rows = [(unit, PUBLISHED[unit][0], PUBLISHED[unit][1] / 100, PROTOCOL) for unit in units]
    return pandas.DataFrame(rows, columns=["shortcut", "table", "test_error", "protocol"])


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each unit its test error here, median and range in %, beside the published one, with either protocol.

    `results` is a table of `lab.run`.
    """
    rows = []
    for unit, runs in results.groupby("shortcut", sort=False):
        errors, one = 100 * runs.test_error, runs.iloc[0]
        known = published((unit,)).test_error.item()
        here = f"{errors.median():.1f} ({errors.min():.1f} to {errors.max():.1f})"
        rows.append((unit, one.learning_rate, here, "fail" if math.isnan(known) else f"{100 * known:.2f}"))
    seeds = results.seed.nunique()
    columns = ["unit", "rate", f"here: median of {seeds} seeds (range)", "published: median of 5 runs"]
    return pandas.DataFrame(rows, columns=columns)


def compare_orders(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each pair of units, whether the test errors of `results` order it as the published ones do.

    "agrees" or "disagrees" where every seed of one unit beats every seed of the other, else "cannot tell". Published
    failures count as worse than every number and as equal among themselves.
    """
    seeds = {unit: runs.test_error.fillna(math.inf) for unit, runs in results.groupby("shortcut", sort=False)}
    known = published(tuple(seeds)).set_index("shortcut").test_error.fillna(math.inf)
    rows = []
    for first, second in itertools.permutations(seeds, 2):
        if known[first] < known[second]:
            apart = seeds[first].max() < seeds[second].min(), seeds[first].min() > seeds[second].max()
            rows.append((first, second, "agrees" if apart[0] else "disagrees" if apart[1] else "cannot tell"))
    return pandas.DataFrame(rows, columns=["better in the paper", "worse in the paper", "here"])
