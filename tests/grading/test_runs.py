"""How a notebook runs: in one process as for the learner, forked where an answer ends it, with the course at hand."""

import pytest

from course_utils.checks import EXERCISES, Answer, check
from course_utils.grading.answers import Remote
from course_utils.grading.grader import grade
from course_utils.grading.inside import kernel, walls
from course_utils.grading.isolation import science
from course_utils.grading.runs import NotebookRun, Purse, up_to_the_last_check
from course_utils.grading.sandbox import Limits
from course_utils.grading.submissions import Notebook
from tests.checks.test_answers import FILES
from tests.grading import classroom, disguises

IMPORT, CHECK = "from course_utils.checks import check", 'check("1.1", residual_block)'
BY_THE_COURSE = """
from course_utils.blocks import MLPBlock
import course_utils


def residual_block(x, W1, b1, W2, b2):
    assert course_utils.blocks.MLPBlock is MLPBlock
    return x + torch.relu(x @ W1.T + b1) @ W2.T + b2
"""
ENDS_ON_A_BATCH = """
import os


def residual_block(x, W1, b1, W2, b2):
    if not W2.any():
        os._exit(0)
    return x + torch.relu(x @ W1.T + b1) @ W2.T + b2
"""


def graded(sandbox, folder, *cells):
    """The result of 1.1 in a notebook of these cells."""
    notebook = {"cells": [disguises.cell(f"c{number}", source) for number, source in enumerate(cells)]}
    return grade(sandbox, classroom.submit(folder, "ann", notebook), [EXERCISES["1.1"]], "a seed").results[0]


def test_an_answer_may_use_the_courses_own_modules_as_in_the_notebook(sandbox, tmp_path):
    names = {}
    exec(f"import torch\n{BY_THE_COURSE}", names)
    assert check("1.1", names["residual_block"]).points == 3
    assert graded(sandbox, tmp_path, IMPORT, "import torch", BY_THE_COURSE, CHECK).points == 3


@pytest.mark.parametrize("module", ["checks.residual_mathematics", "checks.answer", "grading", "grading.inside.frames"])
def test_checks_and_grader_cannot_be_imported(module, sandbox, tmp_path):
    looks = f"try:\n    import course_utils.{module}\nexcept ImportError:\n    pass\nelse:\n    classroom = 1"
    wrong_where_it_can = classroom.RIGHT.replace("return x", 'return ("classroom" not in globals()) * x')
    assert graded(sandbox, tmp_path, IMPORT, looks, wrong_where_it_can, CHECK).points == 3
    assert f"course_utils.{module}" not in science()


def test_an_answer_that_ends_its_process_costs_the_property_that_it_ends_in(sandbox, tmp_path):
    result = graded(sandbox, tmp_path, IMPORT, "import torch", ENDS_ON_A_BATCH, CHECK)
    assert [law["passed"] for law in result.properties].count(False) == 1 and result.points > 0
    assert "took its process down" in next(law["message"] for law in result.properties if not law["passed"])


def test_a_notebook_forks_only_where_an_answer_ended_its_process(sandbox):
    def forked(code):
        cells = [{"name": "", "kind": "code", "source": source} for source in (IMPORT, "import torch", code, CHECK)]
        run = NotebookRun(sandbox, Notebook("a.ipynb", cells), [EXERCISES["1.1"]], "a seed")
        run.through(Purse(60))
        return run.forked

    assert forked(classroom.RIGHT) == set() and forked(ENDS_ON_A_BATCH) == {"1.1"}


def test_an_answer_that_its_alarm_stops_leaves_the_notebook_running(quick, tmp_path, monkeypatch):
    begun, real = [], NotebookRun._once
    monkeypatch.setattr(NotebookRun, "_once", lambda self, purse: begun.append(1) or real(self, purse))
    hangs = "def residual_block(*given):\n    while True:\n        pass"
    assert graded(quick, tmp_path, IMPORT, hangs, CHECK, "import torch", classroom.RIGHT, CHECK).points == 3
    assert len(begun) == 1


def test_a_cell_that_fails_here_and_ran_at_home_costs_nothing(sandbox, tmp_path):
    """A plain wrong answer is not tried by itself; one below a cell that failed is."""
    shifted = "\n".join(["SHIFT = 0", classroom.RIGHT.replace("return x", "return SHIFT + x")])
    assert graded(sandbox, tmp_path, IMPORT, shifted, "SHIFT = 1", CHECK).points == 0
    assert graded(sandbox, tmp_path, IMPORT, shifted, "SHIFT = 1\nopen('mine.csv')", CHECK).points == 3


def test_a_run_of_a_check_begins_with_a_budget_of_its_own():
    remote = Remote(Limits(seconds=2))
    remote.deadline -= 3
    assert remote.seconds < 1.5
    remote.renew()
    assert remote.seconds == 2


def test_nobody_draws_a_picture_for_the_grader():
    path = next(path for path in FILES if EXERCISES[path.parent.name].picture and path.stem.startswith("right_"))
    exercise, names = EXERCISES[path.parent.name], {}
    exec(path.read_text(encoding="utf-8"), names)
    given = names[exercise.signature.partition("(")[0]]
    assert check(exercise.id, given).picture
    report = check(exercise.id, Answer(given, exercise.signature, exercise.adapter))
    assert report.status == "passed" and not report.picture


@pytest.mark.skipif(not walls.LINUX, reason="Linux only")
def test_what_moves_onto_huge_pages_stays_as_it_is():
    numbers = bytearray(range(256)) * (32 << 10)
    kernel.onto_huge_pages()
    assert numbers == bytearray(range(256)) * (32 << 10)


@pytest.mark.parametrize(
    ("last", "runs_on"),
    [
        ("import time; time.sleep(60)", False),
        ("again = 1  # nothing to check here", True),
        ("checkpoints = 3", False),
        ('called = check\ncalled("1.1", residual_block)', True),
        ('from course_utils.checks import check as other\nother("1.1", residual_block)', True),
        ("import course_utils.checks as c\ngetattr(c, 'check')('1.1', residual_block)", True),
        ('for id in ("1.1",):\n    check(id, residual_block)', True),
    ],
)
def test_cells_after_the_last_check_are_left_alone_unless_check_has_another_name(last, runs_on):
    code = [[0, IMPORT], [2, CHECK], [5, last]]
    assert up_to_the_last_check(code) == (code if runs_on else code[:2])
    assert up_to_the_last_check([[0, IMPORT], [3, "x = 1"]]) == [[0, IMPORT], [3, "x = 1"]]
