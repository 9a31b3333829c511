"""The panels of chapter 3: block designer, configurator, roofline, equal budgets, dense blocks, what fills a device.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

from course_utils.cost.occupancy import fillings
from course_utils.cost.roofline import machine, survey
from course_utils.panels.bottleneck_efficiency.budget import equal_budget
from course_utils.panels.bottleneck_efficiency.configurator import network_configurator
from course_utils.panels.bottleneck_efficiency.dense import dense_memory
from course_utils.panels.bottleneck_efficiency.designer import block_designer
from course_utils.panels.bottleneck_efficiency.filling import device_filling
from course_utils.panels.bottleneck_efficiency.roofs import roofline
from course_utils.panels.panel import Panel

__all__ = [
    "PANELS",
    "block_designer",
    "dense_memory",
    "device_filling",
    "equal_budget",
    "network_configurator",
    "roofline",
]


def _small_roofline(scale: str | None = None) -> Panel:
    here = machine(rounds=1)
    return roofline(here, list(survey(here, (16, 32), (4, 8), batch=4)), scale)


def _small_filling(scale: str | None = None) -> Panel:
    return device_filling(fillings((1, 2), (8, 32), roof=machine(rounds=1)), scale)


PANELS = {
    "block_designer": block_designer,
    "network_configurator": network_configurator,
    "roofline": _small_roofline,
    "equal_budget": equal_budget,
    "dense_memory": dense_memory,
    "device_filling": _small_filling,
}
