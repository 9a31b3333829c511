"""The panels of chapter 4: the lattice of paths, their lengths, the operating table, boosting, stochastic depth.

Of its frontier: four readers of the residual stream, overlaps of the branches.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

import functools
import itertools

import pandas

from course_utils.blocks.stochastic_depth import drop_blocks
from course_utils.data import digits
from course_utils.gradients.alignment import branch_jacobians, overlaps
from course_utils.networks.staged import ResidualMLP, UniformNet, seeded
from course_utils.panels.ensembles.alignment import branch_overlaps
from course_utils.panels.ensembles.boosting import boosting
from course_utils.panels.ensembles.lattice import path_lattice
from course_utils.panels.ensembles.lengths import path_lengths
from course_utils.panels.ensembles.lens import stream_readers
from course_utils.panels.ensembles.stochastic import stochastic_depth
from course_utils.panels.ensembles.table import operating_table
from course_utils.panels.panel import Panel
from course_utils.paths.descent import snapshot
from course_utils.paths.lens import readings
from course_utils.paths.lesions import random_lesions
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe, epochs

__all__ = [
    "PANELS",
    "boosting",
    "branch_overlaps",
    "operating_table",
    "path_lattice",
    "path_lengths",
    "stochastic_depth",
    "stream_readers",
]

_SMALL = Recipe(epochs=3, learning_rate=0.005, optimiser="adam", weight_decay=0)


@functools.cache
def _trained(shortcut="identity", drop=False):
    """A small network, trained for a second, and its snapshots."""
    data, hardware = digits(), choose_hardware("cpu")
    images, labels = data.test_inputs[:100], data.test_labels[:100]
    with seeded(0):
        network = UniformNet(6, shortcut, channels=8)
    if drop:
        drop_blocks(network, seed=0)
    snapshots = [snapshot(network, images, labels, images[:5])]
    snapshots += [snapshot(network, images, labels, images[:5]) for _ in epochs(network, data, _SMALL, 0, hardware)]
    return network.eval(), snapshots


def _small_table(scale: str | None = None) -> Panel:
    return operating_table({"plain": _trained("none")[0], "residual": _trained()[0]}, digits(), scale)


def _small_boosting(scale: str | None = None) -> Panel:
    data = digits()
    return boosting(_trained()[1], data.test_inputs[:5], data.test_labels[:5], scale)


def _small_stochastic_depth(scale: str | None = None) -> Panel:
    data, tables = digits(), []
    for (training, drop), seed in itertools.product((("every block", False), ("stochastic depth", True)), range(2)):
        drawn = random_lesions(
            _trained(drop=drop)[0], data.test_inputs[:100], data.test_labels[:100], range(4), 2, seed
        )
        tables.append(drawn.assign(training=training, seed=seed))
    return stochastic_depth(pandas.concat(tables), scale, operated=6)


def _small_readers(scale: str | None = None) -> Panel:
    data = digits().first(150)
    said = {"residual": readings(_trained()[0], data), "plain": readings(_trained("none")[0], data)}
    return stream_readers(said, data.test_labels, 5, scale)


def _small_overlaps(scale: str | None = None) -> Panel:
    found = {"small": [], "large": []}
    for (kind, of), seed in itertools.product(found.items(), range(2)):
        with seeded(seed):
            network = ResidualMLP(5, 8 if kind == "small" else 12)
        of.append(overlaps(branch_jacobians(network, digits().test_inputs[:5]), 2))
    return branch_overlaps(found, 0.2, scale)


PANELS = {
    "path_lattice": path_lattice,
    "path_lengths": path_lengths,
    "operating_table": _small_table,
    "boosting": _small_boosting,
    "stochastic_depth": _small_stochastic_depth,
    "stream_readers": _small_readers,
    "branch_overlaps": _small_overlaps,
}
