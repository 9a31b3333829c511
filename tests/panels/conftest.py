"""The panels that tests share, each made once."""

import functools
import importlib

import pytest

from course_utils.cost.roofline import BLOCKS, Machine, Spot

CHAPTERS = ("residual_mathematics", "gradient_highways", "bottleneck_efficiency", "ensembles", "ode_view")

TOY = Machine(peak=1e11, bandwidth=1e10, name="toy")
SPOTS = [
    Spot(block, channels, size, 4, 10**7 * channels, 10**6 * size, 1e-3 * (place + 1), 2e-3 * channels)
    for place, block in enumerate(BLOCKS)
    for channels in (16, 64)
    for size in (8, 32)
]


def panels_of(chapter):
    """The package of a chapter's panels."""
    return importlib.import_module(f"course_utils.panels.{chapter}")


def as_made(panel):
    """The panel at the values that its factory gave it, whatever a test has shown since."""
    return panel.show(**{name: control.value for name, control in panel.controls.items()})


@pytest.fixture(scope="session")
def pictures():
    """A function from a chapter, a panel's name and a scale to that panel with small data, at the factory's values."""
    made = functools.cache(lambda chapter, name, scale: panels_of(chapter).PANELS[name](scale=scale))
    return lambda chapter, name, scale="page": as_made(made(chapter, name, scale))
