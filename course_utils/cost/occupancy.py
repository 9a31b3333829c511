"""What fills a device: one network or many, a small batch or a large one, in operators, operations, bytes and seconds.

A step of training asks for a few hundred operators whatever it is given, and a GPU takes each on as one kernel or more.
Where these are too small for it, its time goes into starting them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from course_utils.cost.counting import layer_costs
from course_utils.cost.roofline import Machine, machine, predicted_seconds
from course_utils.cost.timing import measure
from course_utils.data import Dataset
from course_utils.networks.staged import CifarNet, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.graph import CapturedStep
from course_utils.training.loop import Recipe
from course_utils.training.step import Learner

PASSES = 3  # forward, and about twice as much backward
ROUNDS, LONG = 2, 10_000  # a step of more images than LONG is timed once: it lasts long enough


@dataclass(frozen=True)
class Filling:
    """A step of `networks` networks on a batch of `batch` images each.

    `operators` that it asks for, `operations` (2 a multiply-add), `moved_bytes`; `floor`: the seconds that these take
    at the machine's peaks; `launched`: measured, operator by operator; `seconds`: measured as the labs train, which on
    CUDA is one graph for all networks, and elsewhere the same.
    """

    networks: int
    batch: int
    operators: int
    operations: int
    moved_bytes: int
    floor: float
    launched: float
    seconds: float

    @property
    def images_a_second(self) -> float:
        """Of all networks together."""
        return self.networks * self.batch / self.seconds


def fillings(
    networks: Sequence[int] = (1, 24),
    batches: Sequence[int] = (128, 1024),
    hardware: Hardware | None = None,
    roof: Machine | None = None,
) -> Iterator[Filling]:
    """Measure every number of networks with every batch, on noise in the digits' shape; yields a `Filling` each."""
    hardware = hardware or choose_hardware()
    roof = roof or machine(hardware)
    for batch in batches:
        counted, data = None, _noise(batch).to(hardware.device)
        for count in networks:
            learners = [
                Learner(_network(seed), data, Recipe(batch_size=batch), seed, hardware) for seed in range(count)
            ]
            drawn = [learner.begin_epoch()[0] for learner in learners]
            counted = counted or _counted(learners[0], drawn[0])
            yield _measured(learners, drawn, counted, hardware, roof)


def _measured(learners, drawn, counted, hardware, roof):
    count, batch = len(learners), len(drawn[0][0])
    rounds = 1 if count * batch > LONG else ROUNDS

    def launch():
        for learner, part in zip(learners, drawn, strict=True):
            learner.step(part)

    launched = measure(launch, rounds, hardware).median
    seconds = launched
    if hardware.device.type == "cuda":
        captured = CapturedStep(learners, drawn)
        seconds = measure(lambda: captured(drawn), rounds, hardware).median
    layers = layer_costs(_network(0), (batch, 1, 8, 8))
    floor, moved = PASSES * predicted_seconds(layers, roof), PASSES * int(layers.moved_bytes.sum())
    operators, operations = counted
    own = (count * operators, count * operations, count * moved, count * floor)
    return Filling(count, batch, *own, launched, seconds)


def _counted(learner, batch):
    """Operators and operations of one step."""
    with _Operators() as operators, FlopCounterMode(display=False) as operations:
        learner.step(batch)
    return operators.count, operations.get_total_flops()


class _Operators(TorchDispatchMode):
    """Counts what PyTorch is asked to compute; a view computes nothing."""

    count = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        returns = func._schema.returns
        self.count += not any(each.alias_info is not None and not each.alias_info.is_write for each in returns)
        return func(*args, **(kwargs or {}))


def _network(seed):
    with seeded(seed):
        return CifarNet(8, "identity", (4, 8, 16), 1)


def _noise(count):
    generator = torch.Generator().manual_seed(0)
    inputs, labels = torch.randn(count, 1, 8, 8, generator=generator), torch.arange(count) % 10
    return Dataset("noise", inputs, labels, inputs[:10], labels[:10], tuple("0123456789"))
