"""The panels that tests share, each made once, and what they compute, computed once for both scales."""

import functools
import importlib
import inspect
import re

import matplotlib
import pytest
import torch

from course_utils.cost.occupancy import Filling
from course_utils.cost.roofline import BLOCKS, Machine, Spot

CHAPTERS = ("residual_mathematics", "gradient_highways", "bottleneck_efficiency", "ensembles", "ode_view", "playground")

TOY = Machine(peak=1e11, bandwidth=1e10, name="toy")
SPOTS = [
    Spot(block, channels, size, 4, 10**7 * channels, 10**6 * size, 1e-3 * (place + 1), 2e-3 * channels)
    for place, block in enumerate(BLOCKS)
    for channels in (16, 64)
    for size in (8, 32)
]

FILLINGS = [
    Filling(networks, batch, 160 * networks, 10**6 * networks * batch, 10**5 * networks * batch, *seconds)
    for networks, batch, seconds in (
        (1, 128, (1e-4, 1e-2, 5e-3)),
        (24, 128, (2.4e-3, 2.4e-1, 1e-2)),
        (1, 1024, (8e-4, 1e-2, 6e-3)),
        (24, 1024, (1.9e-2, 2.4e-1, 4e-2)),
    )
]


def panels_of(chapter):
    """The package of a chapter's panels."""
    return importlib.import_module(f"course_utils.panels.{chapter}")


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def numbers(sentence):
    """The numbers in a readout, in their order: 21, -0.5, 12,345, 1.3·10⁻⁵, 10⁻⁵."""
    sentence = re.sub(r"(?<![·\d])10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "1·10", sentence)
    parts = re.findall(r"([-+−]?\d[\d,]*(?:\.\d+)?)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", sentence)
    return [
        float(f"{digits.replace(',', '').replace('−', '-')}e{power.translate(RAISED) or 0}") for digits, power in parts
    ]


def as_made(panel):
    """The panel at the values that its factory gave it, whatever a test has shown since."""
    return panel.show(**{name: control.value for name, control in panel.controls.items()})


def surroundings():
    """What a panel has to leave as it was: matplotlib's settings, torch's random numbers and its gradients."""
    return matplotlib.rcParams["font.size"], torch.get_rng_state().tolist(), torch.is_grad_enabled()


class Shared:
    """Every panel at both scales, made when a test first asks for it; `changed` names those that left traces."""

    def __init__(self):
        self.changed, self._compute = set(), {}
        self._made = functools.cache(self._make)

    def __call__(self, chapter, name, scale="page"):
        """The panel with small data, at the values of its factory."""
        return as_made(self._made(chapter, name, scale))

    def _make(self, chapter, name, scale):
        if scale != "page":
            self._made(chapter, name, "page")  # what is trained or measured once for all
        before = surroundings()
        panel = self._factory(chapter, name)(scale=scale)
        if scale != "page" and surroundings() != before:
            self.changed.add((chapter, name))
        if not panel.long:
            panel.compute = self._compute.setdefault((chapter, name), remembered(panel.compute))
        return panel

    def _factory(self, chapter, name):
        package = panels_of(chapter)
        if name == "roofline":  # its survey times this machine: one test asks for that
            return functools.partial(package.roofline, TOY, SPOTS)
        if name == "device_filling":
            return functools.partial(package.device_filling, FILLINGS)
        return package.PANELS[name]


def remembered(compute):
    """`compute` that keeps what it made of each set of parameters."""

    @functools.wraps(compute)
    def kept(*values, **parameters):
        key = repr(bound(*values, **parameters).arguments)  # numbers and words; some take any parameters, as a dict
        if key not in memory:
            memory[key] = compute(*values, **parameters)
        return memory[key]

    bound = inspect.signature(compute).bind
    memory = {}
    return kept


@pytest.fixture(scope="session")
def pictures():
    """A function from a chapter, a panel's name and a scale to that panel with small data, at the factory's values."""
    return Shared()
