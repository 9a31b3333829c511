"""Chapter 1's experiment: every depth with every shortcut from every seed, and all else equal (He et al. 2015)."""

import itertools
from dataclasses import dataclass, replace
from typing import ClassVar

import torch

from course_utils.lab.experiments import register
from course_utils.lab.job import Profile, Training, as_tuple, check_names
from course_utils.networks.staged import CifarNet, StagedNet, seeded
from course_utils.training.loop import HE_2015, Recipe

SHORT = replace(HE_2015, epochs=8, milestones=(4, 6))  # the paper's recipe in a twentieth of its steps


@dataclass(frozen=True, kw_only=True)
class DepthTraining(Training):
    """One training of a `CifarNet`."""

    depth: int
    shortcut: str
    widths: tuple[int, ...]
    norm: str = "batch"

    @property
    def work(self) -> int:
        """Twice the depth takes twice as long."""
        return self.depth

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.depth} layers, shortcut {self.shortcut}, seed {self.seed}"

    def build(self, channels: int = 1, classes: int = 10, size: int = 8) -> StagedNet:
        """The network, its weights drawn from the seed, for pictures `(N, channels, H, W)` of any size."""
        with seeded(self.seed):
            return CifarNet(self.depth, self.shortcut, self.widths, channels, classes, self.norm)


@dataclass(frozen=True, kw_only=True)
class DepthProfile(Profile):
    """Every depth with every shortcut from every seed.

    `depths` are 6 n + 2, `shortcuts` those of `CifarNet`, `widths` the channels of the three stages. A single depth,
    shortcut or seed need not be in a list. Raises `ValueError` for a network that cannot be built, before anything is
    trained.
    """

    experiment: ClassVar[str] = "degradation"
    by: ClassVar[str] = "shortcut"
    training: ClassVar[type[DepthTraining]] = DepthTraining

    depths: tuple[int, ...]
    widths: tuple[int, int, int]
    shortcuts: tuple[str, ...] = ("none", "identity")
    seeds: tuple[int, ...] = (0, 1, 2)
    norm: str = "batch"

    def __post_init__(self):
        for axis in ("depths", "shortcuts", "seeds"):
            object.__setattr__(self, axis, as_tuple(getattr(self, axis), axis))
        widths = [self.widths] if isinstance(self.widths, int) else self.widths
        object.__setattr__(self, "widths", tuple(int(width) for width in widths))
        if len(self.widths) != 3:
            raise ValueError(f"widths needs three numbers of channels, one for each stage, not {self.widths}.")
        with torch.device("meta"):  # shapes alone, which takes no time to speak of
            for job in self.jobs()[: len(self.depths) * len(self.shortcuts)]:
                job.build()

    @property
    def setting(self) -> str:
        """The axes and the setting in words."""
        axes = {"depths": self.depths, "shortcuts": self.shortcuts, "seeds": self.seeds}
        listed = "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in axes.items())
        return f"{listed}; widths {'/'.join(map(str, self.widths))}, norm {self.norm}."

    def only(self, *names: str) -> "DepthProfile":
        """The same profile for some of its shortcuts."""
        check_names(names, self.shortcuts, "shortcut")
        return replace(self, shortcuts=names)

    def jobs(self) -> list[DepthTraining]:
        """All trainings, the whole picture for the first seed first."""
        common = {"data": self.data, "recipe": self.recipe, "widths": self.widths, "norm": self.norm}
        return [
            self.training(depth=depth, shortcut=shortcut, seed=seed, **common)
            for seed, depth, shortcut in itertools.product(self.seeds, self.depths, self.shortcuts)
        ]


@register("degradation")
def profiles() -> dict[str, DepthProfile]:
    """The experiment in three sizes: digits in a minute of a CPU, photographs in five minutes of a GPU, or in hours.

    "full" follows He et al. 2015, section 4.2. It differs in three points: all 50,000 training images are used, inputs
    are normalised for each channel, and there is no warm-up at 110 layers. "short" is the same at three depths with
    eight epochs, the rate divided by ten after a half and three quarters of them.
    """
    depths, large = (20, 32, 44, 56, 110), (16, 32, 64)
    return {
        "quick": DepthProfile(
            name="quick", data="digits", depths=(8, 20, 56), widths=(8, 16, 32), recipe=Recipe(epochs=6)
        ),
        "short": DepthProfile(name="short", data="photographs", depths=(20, 56, 110), widths=large, recipe=SHORT),
        "full": DepthProfile(
            name="full", data="cifar10", depths=depths, widths=large, recipe=HE_2015, seeds=(0, 1, 2, 3, 4)
        ),
    }
