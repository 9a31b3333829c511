"""Chapter 3's experiment: networks of different blocks for one budget, each at its own rate, beside the published ones.

What they cost is measured in `budget_costs`.
"""

import itertools
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas
import torch

from course_utils.cost.designs import Design, solve
from course_utils.lab.degradation import SHORT
from course_utils.lab.experiments import register
from course_utils.lab.job import Profile, Training, as_tuple, check_names
from course_utils.lab.published import PAIRS
from course_utils.lab.summary import median, order, spread
from course_utils.networks.staged import StagedNet, seeded
from course_utils.training.loop import HE_2015, Recipe

BUDGETS = {"quick": 44_000, "short": 270_000, "full": 850_000}  # parameters


@dataclass(frozen=True, kw_only=True)
class BudgetTraining(Training):
    """One training of the network that a `Design` describes; with `stem_stride` 2 the stem halves the pictures."""

    contender: str
    design: Design
    stem_stride: int = 1

    @property
    def work(self) -> int:
        """Twice the depth takes about twice as long."""
        return self.design.depth

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.contender}, {self.design.depth} layers, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the row is found again, with the depth for the reader."""
        return super().parameters | {"depth": self.design.depth}

    def build(self, channels: int = 3, classes: int = 10, size: int = 8) -> StagedNet:
        """The network, its weights drawn from the seed, for pictures `(N, channels, H, W)` of any size."""
        design = replace(self.design, classes=classes)
        with seeded(self.seed):
            network = design.build(channels)
        network.stem[0].stride = (self.stem_stride, self.stem_stride)
        return network.to(memory_format=torch.channels_last)  # the same numbers, laid out for faster convolutions


@dataclass(frozen=True, kw_only=True)
class BudgetProfile(Profile):
    """Every contender from every seed, each at one of the `rates`, and all else equal.

    `contenders` gives a name to each `Design`. Raises `ValueError` where there is nobody or no seed.
    """

    experiment: ClassVar[str] = "equal_budgets"
    by: ClassVar[str] = "contender"

    contenders: dict[str, Design]
    seeds: tuple[int, ...] = (0, 1, 2)
    stem_stride: int = 1

    def __post_init__(self):
        object.__setattr__(self, "seeds", as_tuple(self.seeds, "seeds"))
        as_tuple(tuple(self.contenders), "contenders")

    @property
    def setting(self) -> str:
        """The seeds, and a line for each contender."""
        listed = [
            f"  {name}: {plan}, {plan.spends('parameters'):,} parameters" for name, plan in self.contenders.items()
        ]
        return "\n".join([f"seeds {', '.join(map(str, self.seeds))}", *listed])

    def only(self, *names: str) -> "BudgetProfile":
        """The same profile for some of its contenders."""
        check_names(names, tuple(self.contenders), "contender")
        return replace(self, contenders={name: self.contenders[name] for name in names})

    def jobs(self) -> list[BudgetTraining]:
        """All trainings, every contender from the first seed first."""
        common = {"data": self.data, "recipe": self.recipe, "stem_stride": self.stem_stride}
        return [
            BudgetTraining(contender=name, design=design, seed=seed, **common)
            for seed, (name, design) in itertools.product(self.seeds, self.contenders.items())
        ]


def contenders(budget: float, blocks: dict[str, int], groups: int, resolution: int) -> dict[str, Design]:
    """The four kinds, each as wide as `budget` parameters allow at its own number of `blocks` in a stage."""
    return {
        "basic": solve("basic", budget, blocks=blocks["basic"], resolution=resolution),
        "wide": solve("basic", budget, blocks=blocks["wide"], resolution=resolution),
        "bottleneck": solve("bottleneck", budget, blocks=blocks["bottleneck"], resolution=resolution),
        "ResNeXt": solve("resnext", budget, blocks=blocks["ResNeXt"], groups=groups, resolution=resolution),
    }


@register("equal_budgets")
def profiles() -> dict[str, BudgetProfile]:
    """The comparison in three sizes: pictograms in a minute of a CPU, photographs in minutes of a GPU, or in hours.

    The stem of `quick` halves the 16 pixels, so that its first stage works at 8. The basic network of `short` has the
    depth and the parameters of ResNet-20. `full` trains as He et al. 2015 do;
    its basic network is their ResNet-56 with projections.
    """
    small = contenders(BUDGETS["quick"], {"basic": 2, "wide": 1, "bottleneck": 2, "ResNeXt": 2}, 4, resolution=8)
    large = contenders(BUDGETS["full"], {"basic": 9, "wide": 2, "bottleneck": 6, "ResNeXt": 6}, 4, resolution=32)
    middle = contenders(BUDGETS["short"], {"basic": 3, "wide": 1, "bottleneck": 3, "ResNeXt": 3}, 4, resolution=32)
    quick = {"data": "pictograms", "recipe": Recipe(epochs=5, learning_rate=0.1, batch_size=50), "rates": (0.1, 0.2)}
    full = {"data": "cifar10", "recipe": HE_2015, "rates": (0.05, 0.1), "seeds": (0, 1, 2, 3, 4)}
    short = {"data": "photographs", "recipe": SHORT, "rates": (0.05, 0.1)}
    return {
        "quick": BudgetProfile(name="quick", contenders=small, stem_stride=2, **quick),
        "short": BudgetProfile(name="short", contenders=middle, **short),
        "full": BudgetProfile(name="full", contenders=large, **full),
    }


def standings(results: pandas.DataFrame, costs: pandas.DataFrame) -> pandas.DataFrame:
    """The table to read: for each contender its cost, its rate, and its errors in %, median over seeds and range."""
    rows = []
    for name, runs in results.groupby("contender", sort=False):
        spent = costs[costs.contender == name].iloc[0]
        errors = [spread(values, 1, 100) for values in (runs.train_error, runs.test_error)]
        clock = f"{1e3 * spent.seconds:.1f}"
        own = (
            spent.layers,
            f"{spent.parameters:,}",
            f"{spent.multiply_adds / 1e6:.2f}",
            f"{spent.kept_bytes / 1e3:.0f}",
        )
        rows.append((name, *own, clock, runs.learning_rate.iloc[0], *errors))
    columns = ["layers", "parameters", "MMAC an image", "kB kept an image", "ms a step", "rate"]
    return pandas.DataFrame(rows, columns=["contender", *columns, "training error %", "test error %"])


def pairs(results: pandas.DataFrame) -> pandas.DataFrame:
    """Each pair of contenders: who has the lower median test error, by how many points, and whether seeds agree.

    "every seed" where the worst seed of one beats the best of the other, else "cannot tell" (see `summary.order`).
    """
    errors = dict(list(results.groupby("contender", sort=False).test_error))
    rows = []
    for pair in itertools.combinations(errors, 2):
        first, second = sorted(pair, key=lambda name: median(errors[name]))
        gap = 100 * (median(errors[second]) - median(errors[first]))
        apart = order(errors[first], errors[second]) == "lower"
        rows.append((first, second, round(gap, 1), "every seed" if apart else "cannot tell"))
    return pandas.DataFrame(rows, columns=["lower error", "higher error", "points apart", "in"])


def beside_published(results: pandas.DataFrame) -> pandas.DataFrame:
    """For each published pair whether the results here order it as the paper does, where both kinds took part."""
    errors = dict(list(results.groupby("contender", sort=False).test_error))
    words = {"lower": "agrees", "higher": "disagrees", "cannot tell": "cannot tell"}
    rows = [
        (better, worse, words[order(errors[better], errors[worse])], numbers)
        for better, worse, numbers in PAIRS
        if better in errors and worse in errors
    ]
    return pandas.DataFrame(rows, columns=["better in the paper", "worse", "here", "published test errors"])
