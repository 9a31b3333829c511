"""The notebooks of exercises hold the points that the checks and a person give.

That the solved ones earn them all, and the unsolved ones none, is held where nbval runs them (`nbval_rules.py`).
"""

import nbformat
import pytest

from course_utils.checks import EXERCISES
from tools.files import COURSE, notebooks_in

SOLVED, UNSOLVED = (notebooks_in(COURSE / name) for name in ("solutions", "exercises"))


def points_in(path, kind):
    """The points of the graded cells of a kind."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]
    return sum(mark["points"] for mark in marks if mark.get("grade"))


def test_there_are_exercises():
    assert SOLVED
    assert [path.parent.name for path in SOLVED] == [path.parent.name for path in UNSOLVED]


@pytest.mark.parametrize("path", SOLVED + UNSOLVED, ids=lambda path: "-".join(path.parts[-3:-1]))
def test_the_cells_have_the_points_of_the_checks(path):
    number = str(int(path.parent.name.split("_")[0]))
    own = [exercise for exercise in EXERCISES.values() if exercise.id.split(".")[0] == number]
    assert points_in(path, "code") == sum(exercise.points for exercise in own if not exercise.by_hand) > 0
    assert points_in(path, "markdown") == sum(exercise.by_hand for exercise in own)
