"""A run that is killed, that meets another one, or a full disk: nothing half written, and the next run goes on."""

import os
import subprocess
import sys
import time

import pytest

from course_utils.grading import cli, store
from tests.grading import classroom
from tests.grading.test_command import count_grading, row, rows, run, started  # noqa: F401


@pytest.fixture
def three(tmp_path):
    """Three learners who solved 1.1."""
    for name in ("ann", "ben", "cem"):
        classroom.submit(tmp_path / "in", name, classroom.answered({"1.1": classroom.RIGHT}))
    return tmp_path


def test_what_was_graded_before_a_kill_is_kept(three, started, monkeypatch):  # noqa: F811
    command = [sys.executable, "-m", "course_utils.grading", str(three / "in"), "--output", str(three / "out")]
    kept = three / "out" / ".graded"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while not list(kept.glob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.001)
        process.kill()
    before = len(list(kept.glob("*.json")))
    graded = count_grading(monkeypatch)
    assert run(three) == 0
    assert before and len(graded) == 3 - before
    assert {row(three, name, "1.1")["status"] for name in ("ann", "ben", "cem")} == {"passed"}


def test_two_runs_at_once_leave_one_whole_table(three, started, monkeypatch):  # noqa: F811
    real, met = cli.grade, []

    def meanwhile(sandbox, learner, *more):
        if learner.name == "ben" and not met:
            met.append(True)
            assert run(three) == 0
        return real(sandbox, learner, *more)

    monkeypatch.setattr(cli, "grade", meanwhile)
    assert run(three) == 0 and met
    assert {found["learner"] for found in rows(three)} == {"ann", "ben", "cem"}
    assert not [
        path for path in (three / "out").rglob("*") if path.suffix not in (".csv", ".html", ".json", ".txt", "")
    ]


@pytest.mark.parametrize("name", ["grades.csv", "overview.html", "ann.html"])
def test_a_full_disk_costs_nothing_that_was_written(name, three, started, monkeypatch, capsys):  # noqa: F811
    assert run(three) == 0
    before = {path: path.read_bytes() for path in (three / "out").rglob("*") if path.is_file()}
    real = store.replace_file

    def full(path, content):
        if path.name == name:
            raise OSError(28, "No space left on device")
        real(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(store, "replace_file", full)
        classroom.submit(three / "in", "ann", classroom.answered({"1.1": "def residual_block(*x):\n    return 0\n"}))
        assert run(three) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert (three / "out" / "grades.csv").read_bytes() == before[three / "out" / "grades.csv"] or name != "grades.csv"
    graded = count_grading(monkeypatch)
    assert run(three) == 0 and graded == []  # ann's new result was kept all the same
    assert row(three, "ann", "1.1")["points"] == "0"


def test_a_file_in_the_place_of_the_results_is_one_sentence(three, started, capsys):  # noqa: F811
    (three / "out").write_text("mine")
    assert run(three) == 1
    assert "Traceback" not in capsys.readouterr().err and (three / "out").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_one_sentence(three, started, capsys):  # noqa: F811
    (three / "out").mkdir(mode=0o500)
    assert run(three) == 1
    assert "ermission" in capsys.readouterr().err
