"""The law of the device in every frontier. A file of its own runs beside the lessons."""

import pytest

from tools.files import COURSE

FRONTIERS = sorted(path.parent.name for path in COURSE.glob("chapters/*/frontier.ipynb"))


@pytest.mark.parametrize("chapter", FRONTIERS)
def test_a_frontier_runs_on_an_accelerator(faults, chapter):
    assert not faults(f"chapters/{chapter}/frontier.ipynb")
