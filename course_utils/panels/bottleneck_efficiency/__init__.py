"""The panels of chapter 3: block designer, configurator, roofline, equal budgets, dense blocks, what fills a device.

Of its frontier: early exits.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

import torch

from course_utils.cost.occupancy import fillings
from course_utils.cost.roofline import machine, survey
from course_utils.panels.bottleneck_efficiency.budget import equal_budget
from course_utils.panels.bottleneck_efficiency.configurator import network_configurator
from course_utils.panels.bottleneck_efficiency.dense import dense_memory
from course_utils.panels.bottleneck_efficiency.designer import block_designer
from course_utils.panels.bottleneck_efficiency.exits import early_exits
from course_utils.panels.bottleneck_efficiency.filling import device_filling
from course_utils.panels.bottleneck_efficiency.roofs import roofline
from course_utils.panels.panel import Panel

__all__ = [
    "PANELS",
    "block_designer",
    "dense_memory",
    "device_filling",
    "early_exits",
    "equal_budget",
    "network_configurator",
    "roofline",
]


def _small_roofline(scale: str | None = None) -> Panel:
    here = machine(rounds=1)
    return roofline(here, list(survey(here, (16, 32), (4, 8), batch=4)), scale)


def _small_filling(scale: str | None = None) -> Panel:
    return device_filling(fillings((1, 2), (8, 32), roof=machine(rounds=1)), scale)


def _small_exits(scale: str | None = None) -> Panel:
    """Four exits that know more and more of 200 drawn labels, and a head that knows nothing at the first."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 10, (200,), generator=generator)
    noise = torch.randn(4, 200, 10, generator=generator)
    knowledge = torch.nn.functional.one_hot(labels, 10) * torch.rand(200, 1, generator=generator)
    steps = torch.tensor([2.0, 4.0, 6.0, 8.0]).view(4, 1, 1)
    late = torch.tensor([0.0, 1.5, 5.0, 8.0]).view(4, 1, 1)
    said = {"trained with exits": noise + steps * knowledge, "its head alone": noise + late * knowledge}
    return early_exits(said, labels, scale)


PANELS = {
    "block_designer": block_designer,
    "network_configurator": network_configurator,
    "roofline": _small_roofline,
    "equal_budget": equal_budget,
    "dense_memory": dense_memory,
    "device_filling": _small_filling,
    "early_exits": _small_exits,
}
