"""The law of the device: data and network meet, in every lesson, on an accelerator (here a pretended one)."""

import pytest

from tools.files import COURSE

LESSONS = sorted(path.parent.name for path in COURSE.glob("chapters/*/lesson.ipynb"))


@pytest.mark.parametrize("chapter", LESSONS)
def test_a_lesson_runs_on_an_accelerator(faults, chapter):
    assert not faults(f"chapters/{chapter}/lesson.ipynb")
