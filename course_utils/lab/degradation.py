"""What an experiment trains: a job is one training, a profile is all of them, chosen to suit the hardware."""

import os
from dataclasses import MISSING, asdict, dataclass, fields, replace
from functools import cache
from numbers import Integral

from torch import nn

from course_utils.data import Dataset
from course_utils.lab.units import UNITS, variant_net
from course_utils.networks.staged import CifarNet, StagedNet, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import HE_2015, Recipe


@dataclass(frozen=True)
class Job:
    """One training: everything that decides its outcome. A subclass may `measure` more, under the names `measures`."""

    measures = ()

    data: str
    depth: int
    shortcut: str
    widths: tuple[int, int, int]
    norm: str
    seed: int
    recipe: Recipe

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.depth} layers, shortcut {self.shortcut}, seed {self.seed}"

    @property
    def parameters(self) -> dict:
        """The key under which the result is found again, as one flat row; "8/16/32" stands for a tuple."""
        return _flat({name: value for name, value in asdict(self).items() if name != "recipe"} | asdict(self.recipe))

    @property
    def defaults(self) -> dict:
        """What `parameters` are where a field is not given: a row saved before the field existed stands for these."""
        named = (*fields(self), *fields(self.recipe))
        return _flat({field.name: field.default for field in named if field.default is not MISSING})

    def build(self, channels: int = 1, classes: int = 10) -> StagedNet:
        """The network of this job, its weights drawn from the seed: a `CifarNet`, or one of a published unit."""
        with seeded(self.seed):
            if self.shortcut in UNITS:
                return variant_net(self.shortcut, self.depth, self.widths, channels, classes, self.norm)
            return CifarNet(self.depth, self.shortcut, self.widths, channels, classes, self.norm)

    def measure(self, network: nn.Module, data: Dataset) -> dict:
        """What else is measured on the trained network: values that JSON can say, by the names in `measures`."""
        return {}


@dataclass(frozen=True)
class Profile:
    """What to train: every depth with every shortcut from every seed, and all else equal.

    `depths` are 6 n + 2, `shortcuts` those of `networks.CifarNet` or `variants.UNITS`, `widths` the channels of the
    three stages. A single depth, shortcut or seed need not be in a list. Raises `ValueError` for a network that cannot
    be built, before anything is trained.
    """

    name: str
    data: str
    depths: tuple[int, ...]
    widths: tuple[int, int, int]
    recipe: Recipe
    shortcuts: tuple[str, ...] = ("none", "identity")
    seeds: tuple[int, ...] = (0, 1, 2)
    norm: str = "batch"

    def __post_init__(self):
        for axis in ("depths", "shortcuts", "seeds"):
            values = tuple(dict.fromkeys(_as_tuple(getattr(self, axis))))
            object.__setattr__(self, axis, values)
            if not values:
                raise ValueError(f"{axis} is empty: name at least one.")
        object.__setattr__(self, "widths", _as_tuple(self.widths))
        if len(self.widths) != 3:
            raise ValueError(f"widths needs three numbers of channels, one for each stage, not {self.widths}.")
        for job in self.jobs()[: len(self.depths) * len(self.shortcuts)]:
            job.build()

    def __str__(self):
        axes = {"depths": self.depths, "shortcuts": self.shortcuts, "seeds": self.seeds}
        listed = "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in axes.items())
        return (
            f"{self.name}: {len(self.jobs())} trainings on {self.data}, {self.recipe.epochs} epochs each; {listed}; "
            f"widths {'/'.join(map(str, self.widths))}, norm {self.norm}."
        )

    def only(self, shortcut: str) -> "Profile":
        """The same profile for one shortcut alone."""
        return replace(self, shortcuts=shortcut)

    def jobs(self) -> list[Job]:
        """All trainings, the whole picture for the first seed first."""
        return [
            Job(self.data, depth, shortcut, self.widths, self.norm, seed, self.recipe)
            for seed in self.seeds
            for depth in self.depths
            for shortcut in self.shortcuts
        ]


def _as_tuple(values):
    """One value or several as a tuple, whole numbers of any library as Python's own."""
    values = (values,) if isinstance(values, Integral | str) else values
    return tuple(int(value) if isinstance(value, Integral) else value for value in values)


def _flat(row):
    return {name: "/".join(map(str, value)) if isinstance(value, tuple) else value for name, value in row.items()}


QUICK = Profile("quick", "digits", (8, 20, 56), (8, 16, 32), Recipe(epochs=6))
FULL = Profile("full", "cifar10", (20, 32, 44, 56, 110), (16, 32, 64), HE_2015)
PROFILES = {"quick": QUICK, "full": FULL}

UNIT_RATES = {"quick": (0.05, 0.3), "full": (0.03, 0.1)}  # among which each published unit chooses its own
FIVE_UNITS = ("original", "full pre-activation", "relu before addition", "1x1 convolution", "scaled 0.5")


@cache
def unit_profiles() -> dict[str, Profile]:
    """Five units of He et al. 2016, tables 1 and 2, under both profiles; others can be put for them."""
    quick = Recipe(epochs=3, learning_rate=UNIT_RATES["quick"][0], batch_size=65)  # 60 steps
    return {
        "quick": Profile("quick", "digits", 50, (4, 8, 16), quick, FIVE_UNITS),
        "full": Profile("full", "cifar10", 110, (16, 32, 64), HE_2015, FIVE_UNITS),
    }


def choose_profile(
    wish: str | None = None, hardware: Hardware | None = None, among: dict[str, Profile] = PROFILES
) -> Profile:
    """The profile called `wish` (or COURSE_PROFILE): "quick", "full", or "auto", which is full on a CUDA GPU only.

    "full" follows He et al. 2015, section 4.2. It differs in three points: all 50,000 training images are used, inputs
    are normalised for each channel, and there is no warm-up at 110 layers.
    """
    wish = wish or os.environ.get("COURSE_PROFILE") or "auto"
    if wish == "auto":
        hardware = hardware or choose_hardware()
        wish = "full" if hardware.device.type == "cuda" else "quick"
    if wish not in among:
        raise ValueError(f"No profile is called {wish!r}. Choose one of auto, {', '.join(among)}.")
    return among[wish]
