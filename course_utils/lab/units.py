"""Chapter 2's experiment: the units of He et al. 2016, each at its own rate, beside the published order."""

import itertools
import math
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import pandas

from course_utils.blocks.units import published_unit
from course_utils.lab.degradation import SHORT, DepthProfile, DepthTraining
from course_utils.lab.experiments import register
from course_utils.lab.published import published
from course_utils.lab.summary import order, spread
from course_utils.networks.staged import PreactivationNet, StagedNet, blocks_per_stage, seeded
from course_utils.training.loop import HE_2015, Recipe

FIVE_UNITS = ("original", "full pre-activation", "relu before addition", "1x1 convolution", "scaled 0.5")


def unit_net(
    unit: str,
    depth: int,
    widths: tuple[int, int, int] = (16, 32, 64),
    in_channels: int = 3,
    classes: int = 10,
) -> StagedNet:
    """A network whose blocks are all `published_unit(unit, ...)`; shapes and depths as for `CifarNet`.

    Where a unit begins with its activation, a last norm and ReLU precede the head (He et al. 2016, section 4.1).
    Raises `ValueError` for an unknown unit or a depth that is not 6 n + 2.
    """
    net = PreactivationNet if unit.endswith("pre-activation") else StagedNet
    return net(blocks_per_stage(depth), partial(published_unit, unit), widths, in_channels, classes)


class UnitTraining(DepthTraining):
    """One training of a network of published units; `shortcut` is one of `blocks.units.UNITS`."""

    def build(self, channels: int = 1, classes: int = 10, size: int = 8) -> StagedNet:
        """The network, its weights drawn from the seed; raises `ValueError` for another norm than the paper's."""
        if self.norm != "batch":
            raise ValueError(f'The published units have batch normalisation: set norm="batch", not {self.norm!r}.')
        with seeded(self.seed):
            return unit_net(self.shortcut, self.depth, self.widths, channels, classes)


@dataclass(frozen=True, kw_only=True)
class UnitProfile(DepthProfile):
    """Every unit from every seed, each at one of the `rates`; `shortcuts` are names of `blocks.units.UNITS`."""

    experiment: ClassVar[str] = "units"
    training: ClassVar[type[DepthTraining]] = UnitTraining


@register("units")
def profiles() -> dict[str, UnitProfile]:
    """Five units of He et al. 2016, tables 1 and 2, in three sizes; others can be put for them."""
    quick = Recipe(epochs=3, learning_rate=0.05, batch_size=65)  # 60 steps
    small = {"data": "digits", "depths": 50, "widths": (4, 8, 16), "recipe": quick, "rates": (0.05, 0.3)}
    large = {"data": "cifar10", "depths": 110, "widths": (16, 32, 64), "recipe": HE_2015, "rates": (0.03, 0.1)}
    short = large | {"data": "photographs", "depths": 56, "recipe": replace(SHORT, epochs=6, milestones=(3, 5))}
    return {
        "quick": UnitProfile(name="quick", shortcuts=FIVE_UNITS, **small),
        "short": UnitProfile(name="short", shortcuts=FIVE_UNITS, **short),
        "full": UnitProfile(name="full", shortcuts=FIVE_UNITS, seeds=(0, 1, 2, 3, 4), **large),
    }


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each unit its test error here, median and range in %, beside the published one.

    `results` is a table of `lab.run`.
    """
    known, rows = _known(), []
    for unit, runs in results.groupby("shortcut", sort=False):
        paper = "fail" if math.isinf(known[unit]) else f"{100 * known[unit]:.2f}"
        rows.append((unit, runs.learning_rate.iloc[0], spread(runs.test_error, 1, 100), paper))
    seeds = results.seed.nunique()
    columns = ["unit", "rate", f"here: median of {seeds} seeds (range)", "published: median of 5 runs"]
    return pandas.DataFrame(rows, columns=columns)


def compare_orders(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each pair of units, whether the test errors of `results` order it as the published ones do.

    "agrees" or "disagrees" where every seed of one unit beats every seed of the other, else "cannot tell". Published
    failures count as worse than every number and as equal among themselves.
    """
    errors, known = dict(list(results.groupby("shortcut", sort=False).test_error)), _known()
    words = {"lower": "agrees", "higher": "disagrees", "cannot tell": "cannot tell"}
    rows = [
        (first, second, words[order(errors[first], errors[second])])
        for first, second in itertools.permutations(errors, 2)
        if known[first] < known[second]
    ]
    return pandas.DataFrame(rows, columns=["better in the paper", "worse in the paper", "here"])


def _known():
    """The published test error of each unit, infinite where it failed."""
    return published("units").set_index("shortcut").test_error.fillna(math.inf)
