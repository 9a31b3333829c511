"""The plug-in for nbval: what stops no cell fails its test all the same."""

import subprocess
import sys

import nbformat
import pytest

from tools.files import COURSE

CLAIM = """
from course_utils.lab.claims import claim, measured
claim("R1", "holds: it is so", measured("gap", {}, above=0.5))
"""
PANEL = """
class Panel:
    def __repr__(self):
        return "Telescope: {}"
Panel()
"""
CELLS = {
    "stands": CLAIM.format(0.7),
    "falls": CLAIM.format(0.3),
    "panel": PANEL.format("a bar a block"),
    "failed-panel": PANEL.format("ZeroDivisionError, so there is no picture"),
}


GRADED = {
    "full": ("2.0", 2),
    "none": ("0.0", 2),
    "silent": ("", 2),
    "loud": ("import sys; sys.stderr.write('x');", None),
}


def graded(id, source, points):
    """A code cell that gives points, or one that gives none."""
    mark = {} if points is None else {"nbgrader": {"grade": True, "points": points}}
    return nbformat.v4.new_code_cell(source, id=id, metadata=mark)


def verdict(path, cells):
    """What pytest says of a notebook with these cells."""
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    options = ["--nbval-lax", "--nbval-current-env", "-p", "tests.nbval_rules", "-p", "no:xdist", "--rootdir", COURSE]
    command = [sys.executable, "-m", "pytest", "-v", "-c", COURSE / "pyproject.toml", *options, path]
    return subprocess.run(command, cwd=COURSE, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What pytest says of a notebook with one cell of each kind."""
    cells = [nbformat.v4.new_code_cell(source, id=id) for id, source in CELLS.items()]
    return verdict(tmp_path_factory.mktemp("notebook") / "claims.ipynb", cells)


@pytest.mark.parametrize(("number", "outcome"), [(0, "PASSED"), (1, "FAILED"), (2, "PASSED"), (3, "FAILED")])
def test_a_claim_that_falls_and_a_panel_that_failed_fail(said, number, outcome):
    assert f"Cell {number} {outcome}" in said


def test_the_verdict_and_the_panel_say_why(said):
    assert "R1: not on this machine. Found gap: 0.3 (expected above 0.5)." in said
    assert "there is no picture" in said


@pytest.mark.parametrize(
    ("folder", "outcomes"),
    [("solutions", "PASSED FAILED FAILED FAILED"), ("exercises", "FAILED PASSED FAILED FAILED")],
)
def test_solved_cells_earn_full_points_unsolved_ones_none_and_none_writes_to_stderr(tmp_path, folder, outcomes):
    said = verdict(tmp_path / folder / "exercises.ipynb", [graded(id, *cell) for id, cell in GRADED.items()])
    for number, outcome in enumerate(outcomes.split()):
        assert f"Cell {number} {outcome}" in said
