"""The roofline: a machine has a fastest rate of computing and a fastest rate of fetching; which one holds a layer up?

A layer that does I operations for each byte it moves runs at `min(peak, bandwidth * I)` at best (Williams et al. 2009).
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import pandas
import torch
from torch import nn

from course_utils.blocks import BottleneckBlock, ResidualBlock, squeezed
from course_utils.cost.counting import count, layer_costs
from course_utils.cost.timing import compare, filling_batch, forward, measure
from course_utils.system.device import Hardware, choose_hardware

BLOCKS = {
    "basic": lambda c: ResidualBlock(c, c),
    "bottleneck": lambda c: BottleneckBlock(c, c // 4, c),
    "grouped bottleneck": lambda c: BottleneckBlock(c, c // 2, c, groups=8),
    "bottleneck with SE": lambda c: squeezed(BottleneckBlock(c, c // 4, c), c),
}


@dataclass(frozen=True)
class Machine:
    """`peak`: float32 operations a second, of a large matrix product; `bandwidth`: bytes a second, of an addition."""

    peak: float
    bandwidth: float
    name: str

    @property
    def ridge(self) -> float:
        """Operations for each byte above which computing, not fetching, is what takes the time."""
        return self.peak / self.bandwidth

    def roof(self, intensity: float) -> float:
        """The best rate that a layer of this intensity can reach, operations a second."""
        return min(self.peak, self.bandwidth * intensity)

    def __str__(self):
        return f"{self.name}: {self.peak / 1e9:.0f} GFLOP/s, {self.bandwidth / 1e9:.1f} GB/s, ridge at {self.ridge:.0f}"


def machine(hardware: Hardware | None = None, rounds: int = 7) -> Machine:
    """Measure this machine, in a second or two: a product of two matrices, an addition of vectors no cache holds.

    Bytes are those the program names, here two vectors read and a third written, as `counting` counts a layer's and the
    STREAM benchmark its own (McCalpin 1995). A processor that fetches a line before it overwrites it moves more.
    """
    hardware = hardware or choose_hardware()
    side, length = (8192, 2**27) if hardware.device.type == "cuda" else (1024, 2**24)
    a = torch.ones(side, side, device=hardware.device)
    seconds = measure(lambda: a @ a, rounds, hardware).median
    x, y, z = torch.ones(3, length, device=hardware.device)  # three: of `x + x` only one would be read
    moving = measure(lambda: torch.add(x, y, out=z), rounds, hardware).median
    return Machine(2 * side**3 / seconds, 3 * 4 * length / moving, hardware.name)


def predicted_seconds(layers: pandas.DataFrame, machine: Machine) -> float:
    """`sum max(operations / peak, bytes / bandwidth)` over the rows of `cost.layer_costs`: no layer beats the roof."""
    computing, fetching = 2 * layers.multiply_adds / machine.peak, layers.moved_bytes / machine.bandwidth
    return float(computing.where(computing > fetching, fetching).sum())


@dataclass(frozen=True)
class Spot:
    """One block on one machine: where it stands, and the seconds of a forward pass as predicted and as measured."""

    block: str
    channels: int
    resolution: int
    batch: int
    operations: int
    moved_bytes: int
    predicted: float
    measured: float

    @property
    def intensity(self) -> float:
        """Operations for each byte."""
        return self.operations / self.moved_bytes

    @property
    def rate(self) -> float:
        """Operations a second, as measured."""
        return self.operations / self.measured


def survey(
    machine: Machine,
    channels: Iterable[int] = (16, 64, 256),
    resolutions: Iterable[int] = (8, 16, 32),
    batch: int = 8,
    hardware: Hardware | None = None,
) -> Iterator[Spot]:
    """Measure every block of `BLOCKS` at every size, by turns within a size; yields one `Spot` after the other.

    `batch` is where `timing.filling_batch` starts: a device that is not full stands far under its roof.
    """
    hardware = hardware or choose_hardware()
    for width, size in product(channels, resolutions):
        blocks = {name: make(width) for name, make in BLOCKS.items()}
        turns = functools.partial(_turns, blocks, (width, size, size), hardware.device)
        full = filling_batch(turns, batch, hardware=hardware)
        times = compare(turns(full), 5, hardware)
        for name, block in blocks.items():
            yield _spot(name, block, (full, width, size, size), times[name].median, machine)


def _turns(blocks, shape, device, batch):
    x = torch.randn(batch, *shape, device=device)
    return {name: forward(block, x) for name, block in blocks.items()}


def _spot(name: str, block: nn.Module, shape, seconds, machine):
    batch, channels, size, _ = shape
    cost, predicted = count(block, shape), predicted_seconds(layer_costs(block, shape), machine)
    return Spot(name, channels, size, batch, 2 * cost.multiply_adds, cost.moved_bytes, predicted, seconds)
