"""Chapter 4's experiment: train networks, then operate on them (Veit et al. 2016).

Plain, residual, and residual with stochastic depth; single lesions, several at once, swaps, and the gradient by path
length. `lesion_tables` reads the table of a `lab.run`.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import nn

from course_utils.blocks import PreactivationBlock, drop_blocks
from course_utils.data import Dataset
from course_utils.lab.degradation import SHORT, DepthTraining
from course_utils.lab.experiments import register
from course_utils.lab.job import Profile, check_names
from course_utils.networks.staged import PreactivationNet, UniformNet, blocks_per_stage, seeded
from course_utils.paths import lesions, paths
from course_utils.training.loop import HE_2015, Recipe

KINDS = ("plain", "residual", "stochastic depth")
LAST = 0.5  # the chance of the last block to survive, as in Huang et al. 2016
COUNTS = (1, 2, 3, 4, 6, 10, 20, 30)  # blocks left out at once
SWAPS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, kw_only=True)
class LesionTraining(DepthTraining):
    """One training and all operations on its network. `shortcut` is one of `KINDS`, `depth` counts weight layers.

    One width: a `UniformNet` of `(depth - 2) / 2` blocks. Three widths: stages as in ResNet-110, the blocks with
    pre-activation (He et al. 2016, section 4.1).
    """

    examined: ClassVar[tuple[str, ...]] = ("single", "several", "swaps", "lengths")

    last: float = LAST
    images: int = 500
    draws: int = 4

    @property
    def title(self) -> str:
        """What the bar says while it runs."""
        return f"{self.shortcut}, {self.depth} layers, seed {self.seed}"

    @property
    def group(self) -> tuple:
        """Stochastic depth decides on the host, and would keep its group from being captured: it has one of its own."""
        return (*super().group, self.shortcut == KINDS[2])

    def build(self, channels: int = 1, classes: int = 10, size: int = 8) -> nn.Module:
        """The network, its weights drawn from the seed; twins of different kinds share the draws.

        Raises `ValueError` for another kind.
        """
        if self.shortcut not in KINDS:
            raise ValueError(f"No kind of network is called {self.shortcut!r}. Choose one of {', '.join(KINDS)}.")
        shortcut = "none" if self.shortcut == "plain" else "identity"
        with seeded(self.seed):
            if len(self.widths) == 1:
                network = UniformNet((self.depth - 2) // 2, shortcut, self.widths[0], channels, classes)
            else:
                network = PreactivationNet(
                    blocks_per_stage(self.depth), _block_maker(shortcut), self.widths, channels, classes
                )
        return drop_blocks(network, self.last, seed=self.seed) if self.shortcut == KINDS[2] else network

    def examine(self, network: nn.Module, data: Dataset) -> dict:
        """Test errors (shares, 0 to 1) after each operation, and how the gradient spreads over path lengths.

        single: `[error without block l]`, NaN where the shapes no longer fit. several: `[[k, error], ..]` for k random
        blocks out. swaps: `[[k, tau, error], ..]`. lengths: `[share of the gradient by length]`, empty for a plain net.
        """
        images, labels = data.seen(data.test_inputs[: self.images]), data.test_labels[: self.images]
        blocks, subject = len(network.blocks), (network, images, labels)
        free = sorted(itertools.chain.from_iterable(lesions.exchangeable(network, images[:1])))
        removable = range(blocks) if self.shortcut != "plain" else free
        single = [1 - lesions.accuracy(*subject, {l}) if l in removable else math.nan for l in range(blocks)]
        several = _several(subject, list(removable), self.draws, self.seed)
        swaps = lesions.random_swaps(*subject, SWAPS, self.draws, self.seed)
        measured = {
            "single": single,
            "several": several,
            "swaps": [[count, tau, 1 - right] for count, _, tau, right in swaps.itertuples(index=False)],
            "lengths": [],
        }
        if self.shortcut != "plain":
            few = (data.seen(data.train_inputs[:64]), data.train_labels[:64])  # the gradient is one of training
            measured["lengths"] = paths.gradient_by_length(network, *few, draws=2, seed=self.seed).share.tolist()
        return measured


@dataclass(frozen=True, kw_only=True)
class LesionProfile(Profile):
    """For each of the `kinds` its depth (weight layers) and how many seeds, both in the order of `KINDS`."""

    experiment: ClassVar[str] = "lesions"
    by: ClassVar[str] = "shortcut"

    widths: tuple[int, ...]
    depths: tuple[int, int, int]
    seeds: tuple[int, int, int] = (3, 5, 5)
    kinds: tuple[str, ...] = KINDS
    last: float = LAST
    images: int = 500
    draws: int = 4

    def __post_init__(self):
        check_names(self.kinds, KINDS, "kind of network")

    @property
    def setting(self) -> str:
        """Depth and seeds of each kind."""
        return "; ".join(f"{kind} {depth} layers from {count} seeds" for kind, depth, count in self._each()) + "."

    def only(self, *names: str) -> "LesionProfile":
        """The same profile for some of the kinds."""
        check_names(names, self.kinds, "kind of network")
        return replace(self, kinds=names)

    def jobs(self) -> list[LesionTraining]:
        """All trainings, the whole picture for the first seed first."""
        common = {name: getattr(self, name) for name in ("data", "recipe", "widths", "last", "images", "draws")}
        return [
            LesionTraining(depth=depth, shortcut=kind, seed=seed, **common)
            for seed in range(max(self.seeds))
            for kind, depth, count in self._each()
            if seed < count
        ]

    def _each(self) -> Iterator[tuple[str, int, int]]:
        """`(kind, depth, number of seeds)` of the kinds that take part."""
        rows = zip(KINDS, self.depths, self.seeds, strict=True)
        return (row for row in rows if row[0] in self.kinds)


@register("lesions")
def profiles() -> dict[str, LesionProfile]:
    """The experiment in three sizes: digits for a CPU, ResNet-56 for minutes of a GPU, ResNet-110 for hours."""
    adam = Recipe(epochs=9, learning_rate=3e-3, batch_size=64, weight_decay=0.0, optimiser="adam")
    quick = {"data": "digits", "recipe": adam, "widths": (16,), "depths": (22, 22, 22), "last": 0.7, "images": 300}
    full = {"data": "cifar10", "recipe": HE_2015, "widths": (16, 32, 64), "depths": (20, 110, 110)}
    short = full | {"data": "photographs", "recipe": SHORT, "depths": (20, 56, 56), "seeds": (3, 3, 3)}
    return {
        "quick": LesionProfile(name="quick", **quick),
        "short": LesionProfile(name="short", images=2000, **short),
        "full": LesionProfile(name="full", images=10_000, draws=10, seeds=(5, 5, 5), **full),
    }


def _block_maker(shortcut):
    """What builds a block of a stage: with padding where the shape changes."""

    def make(channels, width, stride):
        kind = "padding" if shortcut == "identity" and (width != channels or stride != 1) else shortcut
        return PreactivationBlock(channels, width, stride, kind)

    return make


def _several(subject, removable, draws, seed):
    """`[[k, error], ..]` with k random blocks of the `removable` out, never all of them."""
    generator, rows = torch.Generator().manual_seed(seed), []
    for count, _ in itertools.product(COUNTS, range(draws)):
        if count < len(removable):
            chosen = torch.randperm(len(removable), generator=generator)[:count].tolist()
            rows.append([count, 1 - lesions.accuracy(*subject, {removable[place] for place in chosen})])
    return rows
