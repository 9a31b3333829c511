"""Networks that train side by side on the same batches, a step each in turn, so that one can watch."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import nn

from course_utils.data import Dataset
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import Recipe, make_optimiser, training_step


@dataclass
class Lane:
    """One network's way: training loss and accuracy (0 to 1) of each step's batch, before the step."""

    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)

    @property
    def diverged(self) -> bool:
        """Whether the last loss was not finite."""
        return bool(self.losses) and not math.isfinite(self.losses[-1])

    def recent(self, steps: int = 10) -> float:
        """Mean accuracy of the last `steps` batches; NaN before the first."""
        last = self.accuracies[-steps:]
        return sum(last) / len(last) if last else float("nan")


@dataclass(frozen=True)
class Race:
    """Where the networks stand after `step` of `steps` steps."""

    step: int
    steps: int
    lanes: dict[str, Lane]


def race(
    networks: dict[str, nn.Module], data: Dataset, recipe: Recipe, seed: int = 0, hardware: Hardware | None = None
) -> Iterator[tuple[float, Race]]:
    """Train the `networks` in place and yield `(fraction, Race)` after each step: the compute of a long panel.

    All see the same batches in the same order; the rate and the optimiser are the recipe's. The lanes go on growing
    from step to step. A network whose loss is not finite keeps its last entries and is trained no more.
    """
    hardware = hardware or choose_hardware()
    data, generator = data.to(hardware.device), torch.Generator().manual_seed(seed)
    runners = {name: network.to(hardware.device).train() for name, network in networks.items()}
    optimisers = {name: make_optimiser(network, recipe) for name, network in runners.items()}
    lanes = {name: Lane() for name in networks}
    batches = [batch for _ in range(recipe.epochs) for batch in _batches(data, recipe, generator)]
    for step, places in enumerate(batches):
        batch = data.seen(data.train_inputs[places]), data.train_labels[places]
        for name, network in runners.items():
            rate = recipe.rate(step / len(batches))
            _advance(network, optimisers[name], rate, batch, lanes[name], hardware)
        yield (step + 1) / len(batches), Race(step + 1, len(batches), lanes)


def _batches(data, recipe, generator):
    order = torch.randperm(len(data.train_labels), generator=generator)
    return order.to(data.train_labels.device).split(recipe.batch_size)


def _advance(network, optimiser, rate, batch, lane, hardware):
    if lane.diverged:
        lane.losses.append(lane.losses[-1])
        lane.accuracies.append(lane.accuracies[-1])
        return
    for group in optimiser.param_groups:
        group["lr"] = rate
    logits, loss = training_step(network, *batch, optimiser, hardware)
    lane.losses.append(loss.item())
    lane.accuracies.append((logits.argmax(1) == batch[1]).float().mean().item())
