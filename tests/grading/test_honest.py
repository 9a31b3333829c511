"""Every attack earns nothing, however the learner's code lies; each has a submission file of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading import pages
from course_utils.grading.cli import main
from course_utils.grading.grader import exercises_of, grade, grade_one
from course_utils.grading.sandbox import ENVIRONMENT
from tests.grading import classroom
from tests.grading.conftest import SUBMISSIONS
from tests.grading.test_command import started  # noqa: F401

ATTACKS = sorted([*(SUBMISSIONS / "attacks").glob("*.py"), *(SUBMISSIONS / "attacks").glob("*/cell.py")])
NOTES = [Path(folder, "graded-by-me") for folder in ("/tmp", "/dev/shm", "/var/tmp", Path.home())]


def name_of(path):
    return path.parent.name if path.name == "cell.py" else path.stem


@pytest.fixture(autouse=True)
def no_trace():
    """Nothing of an attack reaches this machine."""
    yield
    assert not [str(path) for path in NOTES if path.exists()]


@pytest.mark.parametrize("path", ATTACKS, ids=name_of)
def test_attack_earns_nothing(path, sandbox, tmp_path):
    code = path.read_text(encoding="utf-8")
    id, statuses = classroom.header(code)
    learner = classroom.submit(tmp_path, "mallory", classroom.answered({id: code, "1.2": "W = 1"}))
    if path.name == "cell.py":
        shutil.copytree(path.parent, learner, dirs_exist_ok=True)
    result = grade(sandbox, learner, [EXERCISES[id]], seed=7).results[0]
    assert result.points == 0, result
    assert result.status in statuses, result
    assert "✓" not in pages.section(result)
    after = grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", classroom.RIGHT), seed=3)
    assert after.status == "passed"  # and a right answer still passes


def test_edited_points_and_checks_change_nothing(sandbox, tmp_path):
    notebook = classroom.answered({"1.1": "def residual_block(x, *weights):\n    return 0 * x\n"})
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 100, "grade": True, "checksum": "0"}
        if cell["id"].startswith("check-"):
            cell |= {"source": "100", "outputs": [{"output_type": "execute_result", "data": {"text/plain": "100"}}]}
    one = grade(sandbox, classroom.submit(tmp_path, "mallory", notebook), exercises_of(["1"]), seed=7)
    assert one.points == 0
    assert {result.exercise: result.maximum for result in one.results} == {e.id: e.points for e in exercises_of(["1"])}


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_to_somebody_elses_work_is_not_followed(kind, sandbox, tmp_path):
    submissions = tmp_path / "submissions"
    alice = classroom.submit(submissions, "alice", classroom.solved())
    (submissions / "bob").mkdir()
    target = alice / "exercises.ipynb" if kind == "file" else alice
    (submissions / "bob" / target.name).symlink_to(target)
    one = grade(sandbox, submissions / "bob", exercises_of(["1"]), seed=7)
    assert one.points == 0
    assert {result.status for result in one.results} == {
        "notebook unreadable" if kind == "file" else "exercise missing"
    }


def test_gradebook_and_results_are_out_of_reach(tmp_path, started, monkeypatch, capsys):  # noqa: F811
    code = (SUBMISSIONS / "attacks" / "writes_gradebook.py").read_text(encoding="utf-8")
    classroom.submit(tmp_path / "submissions", "mallory", classroom.answered({"1.1": code}))
    classroom.submit(tmp_path / "submissions", "zoe", classroom.answered({"1.1": classroom.RIGHT}))
    (tmp_path / "book").mkdir()
    connection = sqlite3.connect(tmp_path / "book" / "gradebook.db")
    connection.execute("create table grade (manual_score, needs_manual_grade)")
    connection.execute("insert into grade values (null, 1)")
    connection.commit()
    before = (tmp_path / "book" / "gradebook.db").read_bytes()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADES", str(tmp_path))
    assert main(["submissions"]) == 0
    assert (tmp_path / "book" / "gradebook.db").read_bytes() == before
    rows = (tmp_path / "grades" / "grades.csv").read_text().splitlines()
    assert "mallory,1.1,A residual block from tensors,0,3,failed" in rows
    assert "zoe,1.1,A residual block from tensors,3,3,passed" in rows


SPY = """
def residual_block(x, W1, b1, W2, b2):
    raise ValueError("inputs: " + ",".join(f"{value:.12f}" for value in x.flatten().tolist()))
"""


def test_feedback_tells_no_hidden_input(sandbox, tmp_path):
    """What a learner's code says of the inputs is said of those that its notebook draws, under every hidden seed."""
    learner = classroom.submit(tmp_path, "ann", classroom.answered({"1.1": SPY}))
    said = []
    for seed in (1, 2, "other"):
        said.append(grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", SPY), seed).properties)
        said.append(grade(sandbox, learner, [EXERCISES["1.1"]], seed).results[0].properties)  # in its notebook
    told = {properties[0]["message"].partition("inputs: ")[2] for properties in said}
    assert len(told) == 1 and told != {""}


LOOK = """
import os, sys


def residual_block(x, W1, b1, W2, b2):
    raise ValueError(repr(LOOK_AT))
"""


def seen(sandbox, expression):
    """What an answer sees of its surroundings."""
    code = LOOK.replace("LOOK_AT", expression)
    return grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", code), "a secret").properties[0]["message"]


def test_the_surroundings_tell_nothing(sandbox):
    own = {*ENVIRONMENT, "HOME", "TMPDIR", "LC_CTYPE", "TORCHINDUCTOR_CACHE_DIR", "KMP_INIT_AT_FORK"}  # some by torch
    assert "set()" in seen(sandbox, f"set(os.environ) - {own}")
    assert "[]" in seen(sandbox, "[name for name in sys.modules if name.startswith(('course', 'tests', '__editable'))]")
    assert "['']" in seen(sandbox, "sys.argv")
    assert "[]" in seen(sandbox, "[f for f in map(str, sys.meta_path) if 'ditable' in f]")
    assert "[]" in seen(sandbox, "[p for p in sys.path if os.path.isdir(p + '/course_utils')]")


def test_messages_of_a_learner_cannot_break_the_page(sandbox):
    code = 'def residual_block(*inputs):\n    raise ValueError("</li><script>alert(1)</script>\\x1b[2J\\u202e")\n'
    result = grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", code), seed=1)
    page = pages.section(result)
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "\x1b" not in page and "\u202e" not in json.dumps(result.properties, ensure_ascii=False)


def grants_namespaces():
    """Whether this machine lets us have a view of our own, asked another way."""
    program = shutil.which("unshare")
    flags = ["-m", "-n", "-p", "-f"] if os.getuid() == 0 else ["-r", "-m", "-n", "-p", "-f"]
    command = [program, *flags, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return program is not None and subprocess.run(command, capture_output=True).returncode == 0


def test_the_walls_are_said_as_they_are(sandbox):
    if not grants_namespaces():
        pytest.skip("this machine does not grant a root folder of its own")
    assert sandbox.walls["files"] == "own root" and sandbox.walls["processes"]
    assert not sandbox.walls["course"] and not sandbox.walls["writes"] and not sandbox.walls["network"]
    assert sandbox.walls["forks"] < 40 and sandbox.walls["memory"]
    assert os.getuid() or sandbox.walls["user"] != 0
