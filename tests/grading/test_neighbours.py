"""No learner reaches another, nor the run: each kind of reach has a test that failed before the wall stood."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import torch

from course_utils.checks import EXERCISES
from course_utils.checks.report import Report
from course_utils.grading import bounds, cli, pages
from course_utils.grading.answers import MOST_ITEMS, MOST_NUMBERS, numbers_in
from course_utils.grading.channel import SandboxError
from course_utils.grading.folders import linked_twice
from course_utils.grading.grader import exercises_of, grade, grade_one
from course_utils.grading.hand import points_by_hand
from course_utils.grading.inside.memory import own_folders
from course_utils.grading.runs import MOST_CHECKS, NotebookRun
from course_utils.grading.sandbox import Limits, Sandbox
from course_utils.grading.store import as_csv, as_named, harmless
from course_utils.grading.submissions import chapters_of, chapters_of_the_class
from tests.grading import classroom
from tests.grading.conftest import ADD_KEY, KEYCTL, LIBC, SEARCH, SESSION, SUBMISSIONS
from tests.grading.test_command import row, run, started  # noqa: F401
from tests.grading.test_robust import new_cell

HANG = """def {name}(*given):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def accident(name: str) -> str:
    return (SUBMISSIONS / "accidents" / f"{name}.py").read_text(encoding="utf-8")


def status_of(sandbox, code: str, id: str = "1.1") -> str:
    return grade_one(sandbox, EXERCISES[id], classroom.alone(id, code), seed=7).status


def left_by(sandbox) -> list[str]:
    """What a sandbox has left on this machine: its folder, its groups of processes, a folder to mount on."""
    folders = [tempfile.gettempdir(), "/dev/shm", *(folder for _, folder in own_folders())]
    names = [os.path.join(folder, name) for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)]
    boxes = sandbox.walls["boxes"]
    return [name for name in names if sandbox.walls["mark"] in name or name == boxes]


@pytest.mark.parametrize("name", ["deep_folders", "many_files", "memory_files", "fork_bomb"])
def test_the_next_one_reads_and_passes(name, quick):
    """After each of these the spare process, which was there already, must still work."""
    for _ in range(2):
        assert status_of(quick, accident(name)) in classroom.header(accident(name))[1]
        assert status_of(quick, classroom.RIGHT) == "passed"


def test_nothing_is_left_after_a_run(tmp_path, monkeypatch):
    """The one whole run of the command with a sandbox of its own."""
    before, begun = set(os.listdir(tempfile.gettempdir())), []
    monkeypatch.setattr(cli, "Sandbox", lambda *given: begun.append(Sandbox(*given)) or begun[0])
    classroom.submit(tmp_path / "in", "ann", classroom.answered({"1.1": accident("deep_folders")}))
    assert run(tmp_path) == 0
    assert row(tmp_path, "ann", "1.1")["status"] in classroom.header(accident("deep_folders"))[1]
    (sandbox,) = begun
    new = {name for name in set(os.listdir(tempfile.gettempdir())) - before if name.startswith("grading-root")}
    assert sandbox.process.returncode == 0  # the warm process ends with the grader
    assert not left_by(sandbox) and (sandbox.walls["files"] != "own root" or not new)


def test_a_submission_of_any_depth_costs_nobody_anything(tmp_path, started):  # noqa: F811
    classroom.submit(tmp_path / "in", "ann", classroom.answered({"1.1": classroom.RIGHT}))
    classroom.submit(tmp_path / "in", "bob", classroom.answered({"1.1": classroom.RIGHT}))
    here = os.getcwd()
    os.chdir(tmp_path / "in" / "ann")
    for _ in range(1100):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    try:
        assert run(tmp_path) == 0
        assert row(tmp_path, "bob", "1.1")["status"] == row(tmp_path, "ann", "1.1")["status"] == "passed"
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "in" / "ann" / "d"], check=True)  # pytest's own clearing recurses


def failing(monkeypatch, error, times: int):
    """Let the grading of ann fail so often."""
    real, left = cli.grade, [times]

    def grading(sandbox, learner, *more):
        if learner.name == "ann" and left[0]:
            left[0] -= 1
            raise error
        return real(sandbox, learner, *more)

    monkeypatch.setattr(cli, "grade", grading)
    monkeypatch.setattr(Sandbox, "again", lambda self: None)


@pytest.mark.parametrize("error", [RecursionError("deep"), ValueError("odd"), SandboxError("gone"), OSError("full")])
def test_a_fault_while_one_is_graded_is_that_ones_status(error, tmp_path, started, monkeypatch, capsys):  # noqa: F811
    for name in ("ann", "bob"):
        classroom.submit(tmp_path / "in", name, classroom.answered({"1.1": classroom.RIGHT}))
    failing(monkeypatch, error, 10)
    assert run(tmp_path) == 1
    assert "ann: Not graded" in capsys.readouterr().err
    assert row(tmp_path, "ann", "1.1")["status"] == "not graded" and row(tmp_path, "bob", "1.1")["status"] == "passed"
    monkeypatch.setattr(cli, "grade", grade)
    assert run(tmp_path) == 0  # it was not kept as a zero
    assert row(tmp_path, "ann", "1.1")["status"] == "passed"


@pytest.mark.parametrize("error", [SandboxError("gone"), OSError("full")])
def test_a_fault_of_the_machine_is_tried_again(error, tmp_path, started, monkeypatch):  # noqa: F811
    classroom.submit(tmp_path / "in", "ann", classroom.answered({"1.1": classroom.RIGHT}))
    failing(monkeypatch, error, 2)
    assert run(tmp_path) == 0 and row(tmp_path, "ann", "1.1")["status"] == "passed"


def test_a_worker_that_ends_before_its_job_is_replaced(quick):
    for _ in range(2):
        quick.spare = quick.spare or quick._forked()
        quick.spare.close()
        assert status_of(quick, classroom.RIGHT) == "passed"


def test_a_raw_cell_named_like_an_answer_makes_nobodys_maximum_grow(tmp_path):
    forged = classroom.answered({"1.1": classroom.RIGHT})
    forged["cells"].append({"cell_type": "raw", "id": "answer-2-1", "metadata": {}, "source": "x"})
    classroom.submit(tmp_path, "mallory", forged)
    for number in range(5):
        classroom.submit(tmp_path, f"learner-{number}", classroom.answered({"1.1": classroom.RIGHT}))
    handed_in = {path.name: chapters_of(path, cli.CHAPTERS) for path in tmp_path.iterdir()}
    assert handed_in["mallory"] == ["1", "2"] and chapters_of_the_class(handed_in, cli.CHAPTERS) == ["1"]


def test_a_hard_link_to_a_neighbours_notebook_earns_nothing(tmp_path, started, capsys):  # noqa: F811
    ann = classroom.submit(tmp_path / "in", "ann", classroom.answered({"1.1": classroom.RIGHT}))
    (tmp_path / "in" / "aaa").mkdir()
    time.sleep(0.02)
    os.link(ann / "exercises.ipynb", tmp_path / "in" / "aaa" / "exercises.ipynb")
    assert set(linked_twice([tmp_path / "in" / "aaa", ann])) == {tmp_path / "in" / "aaa" / "exercises.ipynb"}
    assert run(tmp_path) == 1
    assert row(tmp_path, "ann", "1.1")["status"] == "passed"
    assert row(tmp_path, "aaa", "1.1")["points"] == "0"
    assert "hard link to a file of ann's" in capsys.readouterr().err


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="Linux only")
def test_comparing_takes_a_gigabyte_at_most():
    with pytest.raises(RuntimeError, match="allocate"), bounds.limited_memory():
        torch.zeros(1, 30_000) - torch.zeros(30_000, 1)
    assert (torch.zeros(1, 18_000) - torch.zeros(18_000, 1)).sum() == 0  # and afterwards the limit is gone


@pytest.mark.parametrize("value", [[0.5] * 600_000, [[0.5] * 1000] * 600, [torch.zeros(5_000_000)]])
def test_a_reply_is_counted_before_it_is_compared(value):
    assert numbers_in(value, MOST_ITEMS) > MOST_NUMBERS
    assert numbers_in([torch.zeros(3, 4), [1, 2.0], ()], MOST_ITEMS) == 14


def test_an_answer_that_returns_too_many_numbers_is_told_so_and_not_compared(quick):
    code = "import torch\n\n\ndef residual_block(x, W1, b1, W2, b2):\n    return [[0.5] * 500] * 200\n"
    result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", code), seed=7)
    assert "More numbers came back" in result.properties[0]["message"]


def test_comparing_takes_seconds_at_most():
    begin = time.monotonic()
    report = bounds.bounded(lambda: time.sleep(60), "1.1", 0.3)
    assert type(report) is Report and report.status == "timed out" and report.points == 0
    assert time.monotonic() - begin < 5


SHARED = """
import ctypes


def residual_block(x, W1, b1, W2, b2):
    number = ctypes.CDLL(None).shmget(0, 1 << 20, 0o1600)  # a new one at each call
    raise ValueError(f"segment {number}")
"""


@pytest.mark.skipif(not os.path.exists("/proc/sysvipc/shm"), reason="Linux only")
def test_shared_segments_end_with_the_answer(quick):
    if "shared memory" not in quick.walls["own"]:
        pytest.skip("this machine grants no shared memory of its own")
    before = Path("/proc/sysvipc/shm").read_text()
    result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", SHARED), seed=7)
    assert "segment 0" in result.properties[0]["message"]  # the first of a space of its own, in the second run too
    assert Path("/proc/sysvipc/shm").read_text() == before


KEYS = """
import ctypes


def residual_block(x, W1, b1, W2, b2):
    number = ctypes.CDLL(None).syscall({search}, 10, ctypes.c_long(-3), b"user", b"graded-by-me", 0)
    raise ValueError(f"key {{number}}")
"""


@pytest.mark.skipif(sys.platform != "linux" or not ADD_KEY, reason="Linux only")
def test_the_sessions_keyring_is_out_of_reach(key, quick):
    if key is None:
        pytest.skip("this machine has no keyrings")
    assert LIBC.syscall(KEYCTL, SEARCH, SESSION, b"user", b"graded-by-me", 0) == key
    result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", KEYS.format(search=KEYCTL)), seed=7)
    assert "key -1" in result.properties[0]["message"]


CALLS = """
import ctypes
import socket

LIBC = ctypes.CDLL(None)


def opened(family):
    try:
        return socket.socket(family, socket.SOCK_STREAM).close() or True
    except OSError:
        return False


def residual_block(x, W1, b1, W2, b2):
    spaces = [LIBC.unshare(flag) for flag in (0x10000000, 0x10020000, 0x30020000)]
    rings = LIBC.syscall(425, 8, bytes(120))  # io_uring_setup, which opens sockets by another door
    raise ValueError(f"{spaces} {rings} {[opened(family) for family in (40, 38, 2, 1)]}")
"""


def test_a_virtual_machines_host_and_new_name_spaces_are_out_of_reach(quick):
    """No network space holds a socket to the host: it was there, and the host answered."""
    if "system calls" not in quick.walls["own"]:
        pytest.skip("this machine has no filter of system calls")
    result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", CALLS), seed=7)
    assert "[-1, -1, -1] -1 [False, False, True, True]" in result.properties[0]["message"]


SETTINGS = """
import gc
import sys

gc.unfreeze()


def places():
    frame = sys._getframe()
    while frame:
        yield from (getattr(value, "settings", value) for value in frame.f_locals.values())
        frame = frame.f_back
    yield from gc.get_objects()


def residual_block(x, W1, b1, W2, b2):
    found = [place.get("hidden") for place in places() if type(place) is dict]
    raise ValueError(f"found {[one for one in found if one]}".replace("/", "_"))
"""


def test_where_the_class_is_kept_is_not_known_behind_the_walls(quick):
    """The list of what is hidden names the folders of submissions and results, and a worker is a copy of who had it."""
    result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", SETTINGS), seed=7)
    assert "found []" in result.properties[0]["message"]


GUESSING = """
import os


def verdicts(J, h):
    return [os.urandom(1)[0] < 128, os.urandom(1)[0] < 128, 0.0]
"""


def test_many_notebooks_are_not_many_guesses(quick, tmp_path, monkeypatch):
    """Twelve throws of a coin in each of fifty notebooks earned a point of 5.6."""
    asked, run_one = [], NotebookRun._run
    monkeypatch.setattr(NotebookRun, "_run", lambda self, *given: asked.append(self) or run_one(self, *given))
    cells = [new_cell(GUESSING), new_cell("from course_utils.checks import check\n" + 9 * 'check("5.6", verdicts)\n')]
    for number in range(3):
        learner = classroom.submit(tmp_path, "ann", {"cells": cells}, f"{number}.ipynb")
    grade(quick, learner, [EXERCISES["5.6"]], seed=7)
    hidden = [one for one in asked if one.seed == 7]
    assert len(hidden) == MOST_CHECKS and hidden[0].notebook.name == "2.ipynb"  # the last counts most, and comes first


def test_one_exercise_has_one_budget_however_often_it_crashes(quick):
    begin = time.monotonic()
    assert status_of(quick, accident("ends_slowly")) == "timed out"  # two crashes take more than one budget
    assert time.monotonic() - begin < 3.5 * quick.limits.wall_seconds  # in the notebook twice, by itself twice


def test_one_learner_has_one_budget_and_the_next_one_another(quick, tmp_path, monkeypatch):
    names = {exercise.id: exercise.signature.partition("(")[0] for exercise in classroom.by_code()}
    hangs = {id: HANG.format(name=name) for id, name in names.items() if id.startswith("1.")}
    limits = Limits(seconds=0.4)
    learner = classroom.submit(tmp_path, "ann", classroom.answered(hangs))
    with monkeypatch.context() as patched:
        patched.setattr(quick, "limits", limits)
        begin = time.monotonic()
        one = grade(quick, learner, exercises_of(["1"]), seed=7)
        seconds = time.monotonic() - begin
    assert {result.status for result in one.results} <= {"timed out", "not attempted"}
    assert seconds < limits.learner_seconds + 3 * limits.wall_seconds + 20  # and what starting so many takes
    assert status_of(quick, classroom.RIGHT) == "passed"


def test_reading_takes_of_a_learners_time_as_well(quick, tmp_path, monkeypatch):
    """Fifty notebooks that take long to read cost the next learner nothing."""
    for number in range(4):
        learner = classroom.submit(tmp_path, "ann", classroom.answered({"1.1": classroom.RIGHT}), f"{number}.ipynb")
    read, asked = Sandbox.read, []

    def slowly(sandbox, content):
        asked.append(time.sleep(0.1))
        return read(sandbox, content)

    monkeypatch.setattr(Sandbox, "read", slowly)
    monkeypatch.setattr(quick, "limits", Limits(seconds=0.01))
    one = grade(quick, learner, exercises_of(["1"]), seed=7)
    assert len(asked) <= 2 and [problem for problem in one.problems if "other notebooks" in problem]


def test_a_notebooks_name_gives_the_terminal_no_orders(tmp_path, started, capsys):  # noqa: F811
    odd = tmp_path / "in" / "ann\x1b[2J"
    classroom.submit(tmp_path / "in", odd.name, classroom.answered({"1.1": classroom.RIGHT}))
    assert run(tmp_path) == 1
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err and "ann?[2J: no table holds the name" in said.err


PATHS = """
import os, sys, torch


def residual_block(x, W1, b1, W2, b2):
    raise ValueError(f"{torch.__file__} {sys.prefix} {os.path.dirname(torch.__file__)} {os.uname().nodename}")
"""


def test_feedback_tells_nothing_of_this_machine(sandbox):
    result = grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", PATHS), seed=1)
    page = pages.section(result)
    assert "torch" in page
    for word in (str(classroom.COURSE), sys.prefix, str(Path(torch.__file__).parents[1]), os.uname().nodename):
        assert word not in page


@pytest.mark.parametrize("name", ["=1+1", "+1+a", "-rf", "@cmd", "=cmd|' /C calc'!A0"])
def test_no_name_is_a_formula_in_a_table(name, tmp_path):
    text = as_csv([["learner", "points"], [name, "3"]])
    assert text.splitlines()[1].lstrip('"').startswith("'" + name[0]) and as_named(harmless(name)) == name
    (tmp_path / "read.csv").write_text(f'learner,exercise,points\n"\'{name}",1.12,2\n')
    assert (name, "1.12") in points_by_hand(tmp_path / "read.csv")


def test_a_table_has_one_line_a_row():
    assert as_csv([["a\rb\nc\u2028d", "-1.5"]]) == "a b c d,-1.5\n"


def test_results_that_are_kept_are_read_as_data(tmp_path, started):  # noqa: F811
    """A learner named like a kept result changes nobody's."""
    for name in ("ann", "ann.json"):
        classroom.submit(tmp_path / "in", name, classroom.answered({"1.1": classroom.RIGHT}))
    assert run(tmp_path) == 0
    kept = [json.loads(path.read_text()) for path in (tmp_path / "out" / ".graded").glob("*.json")]
    assert {one["learner"] for one in kept} == {"ann", "ann.json"}
