"""Networks of different blocks for one budget, and the trainings that compare them.

A contest is to its contenders what a profile is to depths and shortcuts: `lab.run` takes either.
"""

from dataclasses import MISSING, asdict, dataclass, fields, replace
from functools import cache

import torch

from course_utils.cost.designs import Design, solve
from course_utils.data import Dataset
from course_utils.networks.staged import StagedNet, seeded
from course_utils.training.loop import HE_2015, Recipe

BUDGETS = {"quick": 44_000, "full": 850_000}  # parameters
RATES = {"quick": (0.1, 0.2), "full": (0.05, 0.1)}  # among which each contender chooses its own


@dataclass(frozen=True)
class Trial:
    """One training: everything that decides its outcome."""

    measures = ("curve",)  # which `lab.train_one` keeps of every training

    data: str
    contender: str
    design: Design
    seed: int
    recipe: Recipe
    stem_stride: int = 1

    @property
    def depth(self) -> int:
        """Weight layers: by them the bar counts, and processes share the work out."""
        return self.design.depth

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.contender}, {self.depth} layers, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the result is found again, as one flat row; "82/123" stands for a tuple."""
        own = {name: value for name, value in asdict(self).items() if name not in ("design", "recipe")}
        row = own | {"depth": self.depth} | asdict(self.design) | asdict(self.recipe)
        return {name: _flat(value) for name, value in row.items()}

    @property
    def defaults(self) -> dict:
        """What `parameters` are where a field is not given: a row saved before the field existed stands for these."""
        named = (*fields(self), *fields(self.design), *fields(self.recipe))
        return {field.name: _flat(field.default) for field in named if field.default is not MISSING}

    def build(self, channels: int = 3, classes: int = 10) -> StagedNet:
        """The network of this trial, its weights drawn from the seed."""
        design = replace(self.design, classes=classes)
        with seeded(self.seed):
            network = design.build(channels)
        network.stem[0].stride = (self.stem_stride, self.stem_stride)
        return network.to(memory_format=torch.channels_last)  # the same numbers, laid out for faster convolutions

    def measure(self, network: StagedNet, data: Dataset) -> dict:
        """Nothing but what is measured on every training."""
        return {}


@dataclass(frozen=True)
class Contest:
    """What to train: every contender from every seed, and all else equal.

    `contenders` gives a name to each `Design`; with `stem_stride` 2 the stem halves the images before the first block.
    Raises `ValueError` where there is nobody or no seed.
    """

    name: str
    data: str
    contenders: dict[str, Design]
    recipe: Recipe
    seeds: tuple[int, ...] = (0, 1, 2)
    stem_stride: int = 1

    def __post_init__(self):
        seeds = (self.seeds,) if isinstance(self.seeds, int) else self.seeds
        object.__setattr__(self, "seeds", tuple(dict.fromkeys(int(seed) for seed in seeds)))
        for axis in ("contenders", "seeds"):
            if not getattr(self, axis):
                raise ValueError(f"{axis} is empty: name at least one.")

    def __str__(self):
        jobs, epochs = len(self.jobs()), self.recipe.epochs
        listed = [f"  {name}: {one}, {one.spends('parameters'):,} parameters" for name, one in self.contenders.items()]
        first = f"{self.name}: {jobs} trainings on {self.data}, {epochs} epochs each; seeds "
        return "\n".join([first + ", ".join(map(str, self.seeds)), *listed])

    def only(self, *names: str) -> "Contest":
        """The same contest among some of its contenders."""
        if unknown := [name for name in names if name not in self.contenders]:
            raise ValueError(f"No contender is called {unknown[0]!r}. Choose among {', '.join(self.contenders)}.")
        return replace(self, contenders={name: self.contenders[name] for name in names})

    def jobs(self) -> list[Trial]:
        """All trainings, every contender from the first seed first."""
        return [
            Trial(self.data, name, design, seed, self.recipe, self.stem_stride)
            for seed in self.seeds
            for name, design in self.contenders.items()
        ]


def contenders(budget: float, blocks: dict[str, int], groups: int, resolution: int) -> dict[str, Design]:
    """The four kinds, each as wide as `budget` parameters allow at its own number of `blocks` in a stage."""
    return {
        "basic": solve("basic", budget, blocks=blocks["basic"], resolution=resolution),
        "wide": solve("basic", budget, blocks=blocks["wide"], resolution=resolution),
        "bottleneck": solve("bottleneck", budget, blocks=blocks["bottleneck"], resolution=resolution),
        "ResNeXt": solve("resnext", budget, blocks=blocks["ResNeXt"], groups=groups, resolution=resolution),
    }


@cache
def contests() -> dict[str, Contest]:
    """The comparison in two sizes: pictograms in a minute of a CPU, CIFAR-10 in many hours of a GPU.

    The stem of `quick` halves the 16 pixels, so that its first stage works at 8. `full` trains as He et al. 2015 do;
    its basic network is their ResNet-56 with projections.
    """
    small = {"basic": 2, "wide": 1, "bottleneck": 2, "ResNeXt": 2}
    large = {"basic": 9, "wide": 2, "bottleneck": 6, "ResNeXt": 6}
    recipe = Recipe(epochs=5, learning_rate=RATES["quick"][0], batch_size=50)
    quick = contenders(BUDGETS["quick"], small, groups=4, resolution=8)
    full = contenders(BUDGETS["full"], large, groups=4, resolution=32)
    return {
        "quick": Contest("quick", "pictograms", quick, recipe, stem_stride=2),
        "full": Contest("full", "cifar10", full, HE_2015),
    }


def _flat(value):
    return "/".join(map(str, value)) if isinstance(value, tuple) else value
