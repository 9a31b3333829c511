"""Whatever figure a test of figures draws, it must be seen in both themes."""

import pytest

from course_utils.figures import CourseFigure
from tests.contrast import faults


@pytest.fixture(autouse=True)
def every_figure_is_seen(monkeypatch):
    """Note every figure that the test makes, and look for what is faint in them at its end."""
    drawn, begin = [], CourseFigure.__init__

    def noted(figure, *arguments, **settings):
        begin(figure, *arguments, **settings)
        drawn.append(figure)

    monkeypatch.setattr(CourseFigure, "__init__", noted)
    yield
    assert not (faint := [fault for figure in drawn for fault in faults(figure)]), faint
