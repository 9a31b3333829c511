"""Solved, a notebook of exercises earns full points; unsolved, it runs from top to bottom at none.

These runs are the only ones of `solutions/` and `exercises/`: what nbval holds the chapters to is held here.
"""

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.checks import EXERCISES
from tests.nbval_rules import faults_of
from tools.files import COURSE, notebooks_in

SOLVED, UNSOLVED = (notebooks_in(COURSE / name) for name in ("solutions", "exercises"))


def points_of(path):
    """Run the notebook; return {id of a graded code cell: (points earned, points possible)} and the cells.

    A cell that fails and does not say so by its tag fails the test; so do a panel without a picture and a claim that
    does not stand.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    points = {}
    for cell in notebook.cells:
        assert not (faults := list(faults_of(cell.get("outputs")))), f"cell {cell.id}: {faults}"
        graded = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and graded.get("grade"):
            values = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
            assert len(values) == 1, f"cell {cell.id} has {len(values)} values; its one value is its points"
            points[cell.id] = (float(values[0]), float(graded["points"]))
    return points, notebook.cells


def silent(cells):
    """Return whether no cell wrote to stderr, which nbgrader would score as 0."""
    return not any(output.get("name") == "stderr" for cell in cells for output in cell.get("outputs", []))


def possible(chapter):
    """Return the points of a chapter's exercises that a check gives, and those that a person gives."""
    number = str(int(chapter.split("_")[0]))
    own = [exercise for exercise in EXERCISES.values() if exercise.id.split(".")[0] == number]
    return sum(e.points for e in own if not e.by_hand), sum(e.by_hand for e in own)


def test_there_are_exercises():
    assert SOLVED
    assert [path.parent.name for path in SOLVED] == [path.parent.name for path in UNSOLVED]


@pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.parent.name)
def test_solved_earns_full_points(path):
    points, cells = points_of(path)
    assert {name: earned for name, (earned, _) in points.items()} == {name: most for name, (_, most) in points.items()}
    by_check, by_hand = possible(path.parent.name)
    assert sum(most for _, most in points.values()) == by_check
    written = [cell.metadata.nbgrader for cell in cells if cell.cell_type == "markdown" and "nbgrader" in cell.metadata]
    assert sum(mark.points for mark in written if mark.get("grade")) == by_hand
    assert silent(cells)


@pytest.mark.parametrize("path", UNSOLVED, ids=lambda path: path.parent.name)
def test_unsolved_runs_at_no_points(path):
    points, cells = points_of(path)
    assert points
    assert {earned for earned, _ in points.values()} == {0.0}
    assert silent(cells)
