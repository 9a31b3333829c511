"""Train networks, then operate on them: the experiment of Veit et al. 2016 as jobs of the lab.

Plain, residual, and residual with stochastic depth; single lesions, several at once, swaps, and the gradient
by path length. `lab.run(choose_profile(among=WARDS))` trains and measures, `findings` reads the table.
"""

import itertools
import math
from dataclasses import dataclass

import torch
from torch import nn

from course_utils.blocks import PreactivationBlock, drop_blocks
from course_utils.lab.degradation import Job
from course_utils.networks.staged import PreactivationNet, UniformNet, seeded
from course_utils.paths import lesions, paths
from course_utils.training.loop import HE_2015, Recipe

KINDS = ("plain", "residual", "stochastic depth")
LAST = 0.5  # the chance of the last block to survive, as in Huang et al. 2016
COUNTS = (1, 2, 3, 4, 6, 10, 20, 30)  # blocks left out at once
SWAPS = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Patient(Job):
    """One training and all operations on its network. `shortcut` is one of `KINDS`, `depth` counts weight layers.

    One width: a `UniformNet` of `(depth - 2) / 2` blocks. Three widths: stages as in ResNet-110, the blocks with
    pre-activation (He et al. 2016, section 4.1).
    """

    last: float = LAST
    images: int = 500
    draws: int = 4

    measures = ("single", "several", "swaps", "lengths")

    def build(self, channels: int = 1, classes: int = 10) -> nn.Module:
        """The network, its weights drawn from the seed; twins of different kinds share the draws."""
        if self.shortcut not in KINDS:
            raise ValueError(f"No kind of patient is called {self.shortcut!r}. Choose one of {', '.join(KINDS)}.")
        shortcut = "none" if self.shortcut == "plain" else "identity"
        with seeded(self.seed):
            if len(self.widths) == 1:
                network = UniformNet((self.depth - 2) // 2, shortcut, self.widths[0], channels, classes)
            else:
                network = PreactivationNet(self.depth, _block_maker(shortcut), self.widths, channels, classes)
        return drop_blocks(network, self.last, seed=self.seed) if self.shortcut == KINDS[2] else network

    def measure(self, network: nn.Module, data) -> dict:
        """Test errors (shares, 0 to 1) after each operation, and how the gradient spreads over path lengths.

        single: `[error without block l]`, NaN where the shapes no longer fit. several: `[[k, error], ..]` for k random
        blocks out. swaps: `[[k, tau, error], ..]`. lengths: `[share of the gradient by length]`, empty for a plain net.
        """
        images, labels = data.test_inputs[: self.images], data.test_labels[: self.images]
        blocks, subject = len(network.blocks), (network, images, labels)
        free = sorted(itertools.chain.from_iterable(lesions.exchangeable(network, images[:1])))
        removable = range(blocks) if self.shortcut != "plain" else free
        single = [1 - lesions.accuracy(*subject, {l}) if l in removable else math.nan for l in range(blocks)]
        several = _several(subject, list(removable), self.draws, self.seed)
        swaps = lesions.random_swaps(*subject, SWAPS, self.draws, self.seed)
        found = {
            "single": single,
            "several": several,
            "swaps": [[count, tau, 1 - right] for count, _, tau, right in swaps.itertuples(index=False)],
            "lengths": [],
        }
        if self.shortcut != "plain":
            few = (data.train_inputs[:64], data.train_labels[:64])  # the gradient is one of training
            found["lengths"] = paths.gradient_by_length(network, *few, draws=2, seed=self.seed).share.tolist()
        return found


@dataclass(frozen=True)
class Ward:
    """All patients of a profile: for each kind its depth (weight layers) and how many seeds."""

    name: str
    data: str
    widths: tuple[int, ...]
    recipe: Recipe
    depths: tuple[int, int, int]
    seeds: tuple[int, int, int] = (3, 5, 5)
    kinds: tuple[str, ...] = KINDS
    last: float = LAST
    images: int = 500
    draws: int = 4

    def __str__(self):
        listed = "; ".join(
            f"{kind} {depth} layers from {count} seeds" for kind, depth, count in self._each() if kind in self.kinds
        )
        return f"{self.name}: {len(self.jobs())} trainings on {self.data}, {self.recipe.epochs} epochs each; {listed}."

    def jobs(self) -> list[Patient]:
        """All patients, the whole picture for the first seed first."""
        operations = (self.recipe, self.last, self.images, self.draws)
        return [
            Patient(self.data, depth, kind, self.widths, "batch", seed, *operations)
            for seed in range(max(self.seeds))
            for kind, depth, count in self._each()
            if kind in self.kinds and seed < count
        ]

    def _each(self):
        return list(zip(KINDS, self.depths, self.seeds, strict=True))


WARDS = {
    "quick": Ward("quick", "digits", (16,), Recipe(9, 3e-3, 64, 0.0, "adam"), (22, 22, 22), last=0.7, images=300),
    "full": Ward("full", "cifar10", (16, 32, 64), HE_2015, (20, 110, 110), images=10_000, draws=10),
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
