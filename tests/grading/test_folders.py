"""What is passed over is said, what counts is found under any ending, and no name is taken for another's."""

import json
import os
import subprocess
import sys

import pytest

from course_utils.grading import cli, folders
from course_utils.grading.folders import beside, learners_in, notebooks_of, told_apart, walked
from course_utils.grading.grader import MOST_TEXT, read
from course_utils.grading.results import Graded
from course_utils.grading.runs import Purse
from course_utils.grading.store import printable
from tests.grading import classroom


def of_size(path, size):
    """A file of so many bytes that takes no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, size)


def test_what_lies_beside_the_folders_is_named(tmp_path):
    for name in ("ann.ipynb", "ben.zip", "notes.txt", ".hidden"):
        (tmp_path / name).write_text("")
    (tmp_path / "cem").mkdir()
    (tmp_path / "dee").symlink_to(tmp_path / "cem")
    assert [said.partition(":")[0] for said in beside(tmp_path)] == ["ann.ipynb", "ben.zip", "dee"]
    assert [path.name for path in learners_in(tmp_path)] == ["cem"]


def test_the_graders_own_folder_is_no_learner(tmp_path):
    for name in ("ann", "grades"):
        (tmp_path / name).mkdir()
    assert [path.name for path in learners_in(tmp_path, tmp_path / "x" / ".." / "grades")] == ["ann"]


@pytest.mark.parametrize("name", ["exercises.IPYNB", "exercises.ipynb.json", "exercises (1).ipynb.txt"])
def test_an_ending_that_a_browser_added_is_none_the_less_a_notebook(name, tmp_path):
    assert notebooks_of(classroom.submit(tmp_path, "ann", "{}", name)) == [tmp_path / "ann" / name]


def test_a_folder_without_a_notebook_says_what_it_holds(tmp_path):
    classroom.submit(tmp_path, "ann", "PK", "mine/exercises.zip")
    assert walked(tmp_path / "ann").said == ["No notebook is here, but exercises.zip."]


def test_a_folder_that_cannot_be_opened_is_not_silently_empty(tmp_path, monkeypatch):
    classroom.submit(tmp_path, "ann", "{}", "mine/exercises.ipynb")
    list_all = os.scandir

    def refusing(folder):
        if str(folder).endswith("mine"):
            raise PermissionError(13, "Permission denied")
        return list_all(folder)

    monkeypatch.setattr(folders.os, "scandir", refusing)
    assert walked(tmp_path / "ann").said == ["ann/mine: the folder cannot be opened (Permission denied)."]


def test_folders_of_any_depth_and_number_end_and_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MOST_ENTRIES", 30)
    classroom.submit(tmp_path, "ann", "{}", f"{'d/' * 22}x.ipynb")
    for number in range(40):
        classroom.submit(tmp_path, "ben", "{}", f"{number}.txt")
    assert walked(tmp_path / "ann").said == ["Folders below 20 others are not looked into."]
    assert "Of more than 30 files" in walked(tmp_path / "ben").said[0]


def test_more_notebooks_than_are_read_are_counted(tmp_path):
    for number in range(59):
        classroom.submit(tmp_path, "ann", "{}", f"a{number:02}.ipynb")
    classroom.submit(tmp_path, "ann", "{}", "a/exercises.ipynb")
    walk = walked(tmp_path / "ann")
    assert len(walk.notebooks) == 50 and walk.notebooks[-1].name == "exercises.ipynb"
    assert walk.said[0].startswith("10 more notebooks are not read")


def test_large_notebooks_are_not_read_without_end(tmp_path):
    """Fifty of 63 MB took four minutes of the grader's own time, of which nobody kept count."""
    for number in range(50):
        of_size(tmp_path / "ann" / f"{number:02}.ipynb", 63 << 20)
    of_size(tmp_path / "ben" / "a.ipynb", 500 << 20)  # is not read, and so takes no other's room
    of_size(tmp_path / "ben" / "b.ipynb", 63 << 20)
    walk = walked(tmp_path / "ann")
    assert [path.name for path in walk.notebooks] == ["48.ipynb", "49.ipynb"] and "128 MB" in walk.said[0]
    assert len(notebooks_of(tmp_path / "ben")) == 2


class Reader:
    """In place of a sandbox: every notebook holds much text."""

    def read(self, content):
        return [{"name": "a", "kind": "code", "source": "x" * (MOST_TEXT // 2 + 1)}]


def test_text_without_end_is_not_searched(tmp_path):
    """Fifty notebooks of 2 MB of text are searched for every exercise of the chapter."""
    for number in range(5):
        learner = classroom.submit(tmp_path, "ann", "{}", f"{number}.ipynb")
    notebooks, problems = read(Reader(), learner, {}, Purse(60))
    assert [notebook.problem == "" for notebook in notebooks] == [False] * 3 + [True] * 2
    assert len(problems) == 3 and "more text than any person writes" in problems[0]


@pytest.mark.parametrize("other", ["zoe ", "Zoe", "zoe\u200b", "zoe\u202e", "\uff5aoe", " zoe"])
def test_two_names_that_look_alike_are_said_to(other):
    assert "look alike" in told_apart(["ann", "zoe", other])[0]
    graded = [Graded(name, []) for name in ("zoe", other)]
    assert any("look alike" in said for said in cli.said_of(graded))


def test_letters_written_in_two_ways_look_alike():
    assert "look alike" in told_apart(["zo\u00eb", "zoe\u0308"])[0]


def test_a_name_that_turns_what_follows_is_named():
    said = told_apart(
        ["gpj\u202etxt", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "ann-marie o'neil", "zo\u00eb"]
    )
    assert len(said) == 1 and "\\u202e" in said[0]
    assert printable("a\u202eb\u200bc") == "a?b?c"


def test_nothing_is_imported_from_the_folder_of_the_class(tmp_path):
    """`python -m` looks into the current folder first; a learner called `random` was run as whoever grades."""
    (tmp_path / "random").mkdir()
    (tmp_path / "random" / "__init__.py").write_text("raise SystemExit('run as you')")
    code = "import sys; sys.argv = ['-m']; import course_utils.grading, random; print(random.__file__)"
    path = os.pathsep.join([str(classroom.COURSE), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", f"import sys; sys.modules.pop('random', None); {code}"]
    found = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert found.returncode == 0 and str(tmp_path) not in found.stdout, found.stderr


def test_a_notebook_of_any_ending_is_graded(tmp_path, quick):
    notebook = json.dumps(classroom.answered({"1.1": classroom.RIGHT}))
    learner = classroom.submit(tmp_path, "ann", notebook, "exercises.ipynb.json")
    notebooks, problems = read(quick, learner, {}, Purse(60))
    assert not problems and "answer-1-1" in notebooks[0].names
