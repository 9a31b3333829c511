"""The walls that this machine grants, and the honest word where it grants fewer."""

import os
import shutil

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading import isolation
from course_utils.grading.grader import grade_one
from course_utils.grading.inside import kernel, walls
from course_utils.grading.sandbox import Sandbox, SandboxError
from tests.grading import classroom
from tests.grading.conftest import SUBMISSIONS
from tests.grading.test_neighbours import accident, left_by, status_of
from tests.grading.test_robust import parents, settled

BEST = {
    "files": "own root", "course": False, "writes": False, "network": False, "user": -1, "processes": "own",
    "memory": True, "forks": 7, "group": "cgroup", "inodes": True, "own": ["shared memory", "keyring", "system calls"],
}  # fmt: skip
linux_only = pytest.mark.skipif(not walls.LINUX, reason="Linux only")


def points(sandbox, name="reads_solutions"):
    """Points that an attack earns, and the status of a right answer after it."""
    code = (SUBMISSIONS / "attacks" / f"{name}.py").read_text(encoding="utf-8")
    earned = grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", code), seed=7).points
    return earned, grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", classroom.RIGHT), seed=7).status


def leftovers(sandbox):
    """How many of the processes that an answer left behind are still there."""
    code = (SUBMISSIONS / "accidents" / "daemons.py").read_text(encoding="utf-8")
    before = set(parents())
    grade_one(sandbox, EXERCISES["1.1"], classroom.alone("1.1", code), seed=7)
    return settled(sandbox, before, 1) - 1


@linux_only
def test_without_a_root_of_its_own_landlock_hides_the_files(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")  # no bubblewrap
    if not kernel.landlock_version():
        pytest.skip("this kernel has no landlock")
    with Sandbox(own_root=False) as sandbox:
        assert sandbox.walls["files"] == "landlock"
        assert not sandbox.walls["course"] and not sandbox.walls["writes"]
        assert points(sandbox) == (0, "passed")
        assert points(sandbox, "imports_the_course") == (0, "passed")
        assert leftovers(sandbox) == 0
        held, missing = isolation.describe(sandbox.walls)
        assert "the course's files cannot be read (landlock)" in held
        assert "other processes of this machine can be seen" in missing


@linux_only
@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
def test_where_the_kernel_refuses_bubblewrap_is_used(monkeypatch):
    settings = Sandbox._settings
    monkeypatch.setattr(Sandbox, "_settings", lambda self, files: settings(self, files) | {"own_root": False})
    with Sandbox() as sandbox:
        assert sandbox.walls["files"] == "bubblewrap" and not sandbox.walls["network"]
        assert points(sandbox) == (0, "passed")


@linux_only
def test_without_any_wall_the_report_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    settings = Sandbox._settings
    monkeypatch.setattr(Sandbox, "_settings", lambda self, files: settings(self, "none") | {"own_root": False})
    with Sandbox() as sandbox:
        assert sandbox.walls["course"]  # the probe found that it could read the course
        assert isolation.describe(sandbox.walls)[1][0].startswith("files of this machine can be read")
        assert points(sandbox)[0] == EXERCISES["1.1"].points  # and so the attack is a real one
        assert points(sandbox, "patched_checks") == (0, "passed")  # this one needs no wall to fail
        assert sandbox.walls["boxes"] != "/rooms"  # a deep tree on a disk is cleared too
        assert status_of(sandbox, accident("deep_folders")) in ("failed", "crashed")
        assert status_of(sandbox, classroom.RIGHT) == "passed"
    assert not left_by(sandbox)


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"course": True}, "reference code and solutions"),
        ({"writes": True}, "home folder"),
        ({"network": True}, "network can be reached"),
        ({"user": os.getuid() if hasattr(os, "getuid") else 0}, "the same user"),
        ({"processes": ""}, "other processes"),
        ({"memory": False}, "memory is not limited"),
        ({"forks": 40}, "number of processes"),
        ({"group": ""}, "more memory than one may"),
        ({"inodes": False}, "are not counted"),
        ({"own": ["keyring", "system calls"]}, "outlive an answer"),
        ({"own": ["shared memory", "system calls"]}, "session's keyring"),
        ({"own": ["shared memory", "keyring"]}, "virtual machine's way"),
    ],
)
def test_each_missing_wall_has_its_phrase(change, phrase):
    assert isolation.describe(BEST)[1] == []
    assert any(phrase in text for text in isolation.describe(BEST | change)[1])


def test_a_sandbox_that_cannot_start_is_one_sentence(monkeypatch):
    monkeypatch.setattr("sys.executable", shutil.which("false") or "/bin/false")
    with pytest.raises(SandboxError, match="did not start"):
        Sandbox().start()
