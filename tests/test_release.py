"""exercises/ is what regenerating solutions/ gives, byte for byte."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import release
from tools.files import COURSE, notebooks_in

NAME = "01_a_chapter/exercises.ipynb"
STUB = '''def double(x):
    """Return 2 x; about 1 line."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''


def nbgrader(kind, **more):
    """Return the metadata of a cell that nbgrader knows as a solution or a graded cell."""
    flags = {"solution": kind in ("solution", "essay"), "grade": kind in ("grade", "essay")}
    common = {"schema_version": 3, "locked": kind == "grade", "task": False}
    return {"nbgrader": flags | common | more}


@pytest.fixture
def solutions(tmp_path):
    """A solutions folder with one notebook: a task, its solution, its graded cell, an essay."""
    cells = [
        new_markdown_cell("# Exercises", id="title"),
        new_code_cell(STUB, id="double", metadata=nbgrader("solution", grade_id="double"), execution_count=2),
        new_code_cell(
            'check("9.1", double, seed="instructor")',
            id="double-graded",
            metadata=nbgrader("grade", grade_id="double-graded", points=3),
            outputs=[new_output("stream", text="3")],
        ),
        new_markdown_cell("The answer.", id="essay", metadata=nbgrader("essay", grade_id="essay", points=2)),
    ]
    path = tmp_path / "solutions" / NAME
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return tmp_path / "solutions"


def released(solutions):
    exercises = solutions.parent / "exercises"
    assert release.main(["--solutions", str(solutions), "--exercises", str(exercises)]) == 0
    return exercises / NAME


def test_solution_becomes_a_stub(solutions):
    _, stub, graded, essay = nbformat.read(released(solutions), 4).cells
    assert stub.source.rstrip().endswith("raise NotImplementedError")
    assert "return 2 * x" not in stub.source
    assert stub.execution_count is None
    assert graded.outputs == []
    assert graded.metadata.editable is False
    assert graded.metadata.nbgrader.checksum
    assert "The answer." not in essay.source


def test_ids_survive(solutions):
    source, target = nbformat.read(solutions / NAME, 4), nbformat.read(released(solutions), 4)
    assert [cell.id for cell in target.cells] == [cell.id for cell in source.cells]


def test_every_call_gives_the_same_bytes(solutions):
    assert released(solutions).read_bytes() == released(solutions).read_bytes()


def test_exercise_without_a_source_goes(solutions):
    stale = released(solutions).with_name("old.ipynb")
    stale.write_text("{}")
    released(solutions)
    assert not stale.exists()


def test_nothing_else_is_written(solutions, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    released(solutions)
    assert not list(home.rglob("*"))


def test_unreadable_solution_is_one_sentence(solutions, capsys):
    (solutions / NAME).write_text("{")
    assert release.main(["--solutions", str(solutions), "--exercises", str(solutions.parent / "out")]) == 1
    assert NAME in capsys.readouterr().err
    assert not (solutions.parent / "out" / NAME).exists()


def test_solution_without_an_end_is_one_sentence(solutions, capsys):
    notebook = nbformat.read(solutions / NAME, 4)
    notebook.cells[1].source = STUB.replace("### END SOLUTION", "")
    nbformat.write(notebook, solutions / NAME)
    assert release.main(["--solutions", str(solutions), "--exercises", str(solutions.parent / "out")]) == 1
    assert "cannot be released" in capsys.readouterr().err


def test_empty_solutions_are_one_sentence(tmp_path, capsys):
    assert release.main(["--solutions", str(tmp_path), "--exercises", str(tmp_path / "out")]) == 1
    assert "nothing to release" in capsys.readouterr().err


def test_exercises_are_in_sync(tmp_path):
    sources = notebooks_in(COURSE / "solutions")
    assert sources, "solutions/ has no notebook"
    release.release(COURSE / "solutions", tmp_path)
    committed = {path.relative_to(COURSE / "exercises"): path for path in notebooks_in(COURSE / "exercises")}
    fresh = {path.relative_to(tmp_path): path for path in notebooks_in(tmp_path)}
    assert set(committed) == set(fresh), "exercises/ has other files than solutions/: run make release"
    for name, path in fresh.items():
        assert committed[name].read_bytes() == path.read_bytes(), f"exercises/{name} is out of date: run make release"
