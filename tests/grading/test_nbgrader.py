"""nbgrader on the same submissions: its release is ours, its autograde agrees, and what formgrader keeps is merged."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading.cli import main
from tests.grading import classroom
from tests.grading.test_command import started  # noqa: F401

CHAPTER = "01_residual_mathematics"
IDENTITY = "def residual_block(x, W1, b1, W2, b2):\n    return x + 0\n"  # keeps one of its two properties
OF_THE_CHAPTER = [exercise for exercise in classroom.by_code() if exercise.id.startswith("1.")]
PARTS = ("solutions", "tools", "nbgrader_config.py")


BOTH = """
from nbgrader.apps import AutogradeApp, GenerateAssignmentApp
for app, arguments in ((GenerateAssignmentApp, ["{chapter}"]), (AutogradeApp, ["{chapter}", "--student={student}"])):
    app.launch_instance(argv=arguments)
    app.clear_instance()
"""


def released_and_graded(folder, chapter, student):
    """Run nbgrader's two commands in one process: to import it takes longer than to release a notebook."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-c", BOTH.format(chapter=chapter, student=student)]
    done = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with two submissions, released and autograded by nbgrader alone."""
    folder = tmp_path_factory.mktemp("course")
    for part in PARTS:
        copy = shutil.copytree if (classroom.COURSE / part).is_dir() else shutil.copy
        copy(classroom.COURSE / part, folder / part)
    prose = classroom.answered({"1.1": IDENTITY}, classroom.solved())
    classroom.cell_of(prose, "answer-1-12")["source"] = "The gradients grow."
    classroom.submit(folder / "submitted", "ann", classroom.solved(), f"{CHAPTER}/exercises.ipynb")
    classroom.submit(folder / "submitted", "ben", prose, f"{CHAPTER}/exercises.ipynb")
    released_and_graded(folder, CHAPTER, "ben")  # ann waits
    return folder


def grades(folder):
    """{(learner, exercise): row} of our own table."""
    with open(folder / "grades" / "grades.csv", newline="") as file:
        return {(row["learner"], row["exercise"]): row for row in csv.DictReader(file)}


def book(folder):
    """nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{folder / 'gradebook.db'}")


def test_its_release_is_ours(course):
    name = Path(CHAPTER) / "exercises.ipynb"
    assert (course / "exercises" / name).read_bytes() == (classroom.COURSE / "exercises" / name).read_bytes()


def test_both_give_the_same_points(course, started, monkeypatch):  # noqa: F811
    monkeypatch.chdir(course)
    assert main(["submitted"]) == 0
    ours = grades(course)
    with book(course) as gradebook:
        notebook = gradebook.find_submission_notebook("exercises", CHAPTER, "ben")
        theirs = {grade.name: grade.auto_score for grade in notebook.grades}
        for exercise in OF_THE_CHAPTER:
            name = f"check-{exercise.id.replace('.', '-')}"
            assert theirs[name] == float(ours["ben", exercise.id]["points"]), exercise.id
    assert {ours["ann", exercise.id]["status"] for exercise in OF_THE_CHAPTER} == {"passed"}
    assert ours["ben", "1.1"]["points"] == "1" and ours["ben", "1.12"]["status"] == "to be read"


def test_what_formgrader_keeps_is_merged(course, started, monkeypatch):  # noqa: F811
    with book(course) as gradebook:  # what its page does when a person enters points and a comment
        grade = gradebook.find_grade("answer-1-12", "exercises", CHAPTER, "ben")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.0, 0.5, False
        gradebook.find_comment("answer-1-12", "exercises", CHAPTER, "ben").manual_comment = "Which gradients?"
        gradebook.find_grade("check-1-1", "exercises", CHAPTER, "ben").manual_score = 3.0
        gradebook.db.commit()
    before = (course / "gradebook.db").read_bytes()
    monkeypatch.chdir(course)
    assert main(["submitted"]) == 0  # gradebook.db is there, so it is asked
    ours = grades(course)
    assert (ours["ben", "1.12"]["points"], ours["ben", "1.12"]["status"]) == ("2.5", "read")
    assert ours["ann", "1.12"]["status"] == "to be read"  # nobody has read it yet
    assert ours["ben", "1.1"]["points"] == "1"  # code gets its points from the check alone
    assert "Which gradients?" in (course / "grades" / "feedback" / "ben.html").read_text(encoding="utf-8")
    assert (course / "gradebook.db").read_bytes() == before


def test_settings_are_those_of_make_release():
    text = (classroom.COURSE / "nbgrader_config.py").read_text(encoding="utf-8")
    assert "from tools.release import SETTINGS" in text and "c.merge(SETTINGS)" in text
    assert any(exercise.by_hand for exercise in EXERCISES.values())
