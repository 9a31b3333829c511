"""The learner's file: saved whole, shared by kernels, never in the way."""

import errno
import json
import os
import subprocess
import sys
import threading
import time

import pytest
from filelock import FileLock

from course_utils.system import progress
from course_utils.system.progress import Progress, open_progress

LOCK = ".progress.json.lock"
# Of another kernel: after its patience it writes without the lock, and on a busy machine that is soon over.
PATIENT = """import sys
from pathlib import Path
from course_utils.system import progress
from course_utils.system.progress import Progress
progress.PATIENCE = 60
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.json"


def test_a_value_is_there_at_the_next_opening(path):
    assert Progress(path).set("prediction/depth", "residual, tiefer als gedacht: √2") == ""
    assert Progress(path).get("prediction/depth") == "residual, tiefer als gedacht: √2"
    assert Progress(path).get("prediction/other", "nothing") == "nothing"


def test_everything_is_a_copy_of_what_the_file_has(path):
    kept = Progress(path)
    kept.set("a", 1)
    Progress(path).set("b", {"answer": "x"})
    assert kept.everything() == {"a": 1, "b": {"answer": "x"}}
    kept.everything()["c"] = 3
    assert "c" not in kept.everything()


def test_a_change_starts_from_what_another_kernel_wrote(path):
    one, two = Progress(path), Progress(path)
    one.set("tries", 1)
    two.change("tries", lambda old: (old or 0) + 1)
    one.change("tries", lambda old: old + 1)
    assert json.loads(path.read_text()) == {"tries": 3}


@pytest.mark.parametrize("path_kind", ["memory", "gone"])
def test_a_change_without_a_file_starts_from_memory(tmp_path, path_kind):
    kept = Progress(None if path_kind == "memory" else tmp_path / "gone" / "progress.json")
    for _ in range(3):
        kept.change("tries", lambda old: (old or 0) + 1)
    assert kept.get("tries") == 3


def test_changes_of_kernels_at_once_lose_nothing(path):
    program = (
        PATIENT + "for _ in range(30): assert not Progress(Path(sys.argv[1])).change('n', lambda old: (old or 0) + 1)"
    )
    kernels = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(3)]
    assert [kernel.wait(240) for kernel in kernels] == [0, 0, 0]
    assert json.loads(path.read_text()) == {"n": 90}


def test_in_memory_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = Progress(None)
    kept.set("a", 1)
    assert kept.get("a") == 1
    assert list(tmp_path.iterdir()) == []


def test_only_the_file_and_its_lock_are_left_behind(path):
    Progress(path).set("a", 1)
    assert {found.name for found in path.parent.iterdir()} <= {"progress.json", LOCK}


# Where it lies


@pytest.mark.parametrize(
    "folder, expected",
    [
        ("my_work/01_residual_mathematics", "my_work/progress.json"),
        ("my_work", "my_work/progress.json"),
        (".", "my_work/progress.json"),
        ("chapters/01_residual_mathematics", None),
    ],
)
def test_it_lies_in_my_work_and_nowhere_else(tmp_path, monkeypatch, folder, expected):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    for name in ("my_work/01_residual_mathematics", "chapters/01_residual_mathematics"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / folder)
    assert open_progress().path == (expected and tmp_path / expected)
    assert open_progress() is open_progress()


@pytest.mark.parametrize("named", ["", "mine.json"])
def test_the_environment_names_another_place_or_none(tmp_path, monkeypatch, named):
    (tmp_path / "my_work").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", named)
    assert open_progress().path == (tmp_path / named if named else None)


# What can go wrong


@pytest.mark.parametrize("content", [b"{not json", b"[1, 2]", b"\xff\xfe\x00", b"", b"[" * 100_000])
def test_a_corrupt_file_is_kept_aside(path, content):
    path.write_bytes(content)
    kept = Progress(path)
    notice = kept.set("a", 1)
    assert path.with_name("progress.corrupt-1.json").read_bytes() == content
    assert "progress.corrupt-1.json" in notice
    assert Progress(path).get("a") == 1
    assert kept.set("b", 2) == ""


def test_a_second_corrupt_file_does_not_overwrite_the_first(path):
    for content in ("first", "second"):
        path.write_text(content)
        Progress(path).get("a")
    assert path.with_name("progress.corrupt-1.json").read_text() == "first"
    assert path.with_name("progress.corrupt-2.json").read_text() == "second"


def test_reading_alone_says_that_a_corrupt_file_was_kept(path):
    path.write_text("{")
    kept = Progress(path)
    assert kept.get("a", 0) == 0
    assert "progress.corrupt-1.json" in kept.notice


def test_a_full_disk_leaves_the_file_as_it_was_and_the_value_in_memory(path, monkeypatch):
    kept = Progress(path)
    kept.set("a", 1)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", full)
        notice = kept.set("b", 2)
    assert "No space left on device" in notice
    assert "\n" not in notice
    assert json.loads(path.read_text()) == {"a": 1}
    assert {found.name for found in path.parent.iterdir()} <= {"progress.json", LOCK}
    assert kept.get("b") == 2
    assert kept.set("c", 3) == ""  # there is room again: what was kept in memory is saved too
    assert Progress(path).get("b") == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(path):
    path.parent.chmod(0o500)
    try:
        kept = Progress(path)
        assert "Permission denied" in kept.set("a", 1)
        assert kept.get("a") == 1
    finally:
        path.parent.chmod(0o700)


def test_a_folder_that_is_gone(tmp_path):
    kept = Progress(tmp_path / "gone" / "progress.json")
    assert "could not be saved" in kept.set("a", 1)
    assert kept.get("a") == 1
    assert not (tmp_path / "gone").exists()


def test_a_file_that_may_not_be_read_is_not_overwritten(path):
    path.mkdir()  # reading it fails, as a file without permission would
    kept = Progress(path)
    assert kept.set("a", 1) != ""
    assert path.is_dir()
    assert kept.get("a") == 1


def test_a_lock_left_behind_does_not_stop_it(path, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    path.with_name(LOCK).touch()
    begin = time.monotonic()
    assert Progress(path).set("a", 1) == ""
    assert time.monotonic() - begin < 30
    assert Progress(path).get("a") == 1


def test_a_lock_held_for_longer_than_anybody_waits_does_not_stop_it(path, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    with FileLock(path.with_name(LOCK)):
        assert Progress(path).set("b", 2) == ""
        assert Progress(path).set("c", 3) == ""
    assert json.loads(path.read_text()) == {"b": 2, "c": 3}


def test_a_save_waits_for_a_kernel_that_is_writing(path):
    """That one has read the file and is about to replace it: whoever saved meanwhile would be undone."""
    with FileLock(path.with_name(LOCK)):
        worker = threading.Thread(target=Progress(path).set, args=("a", 1))
        worker.start()
        time.sleep(0.2)
        path.write_text(json.dumps({"b": 2}))
    worker.join()
    assert json.loads(path.read_text()) == {"a": 1, "b": 2}


@pytest.mark.parametrize("error", [NotImplementedError("no flock here"), PermissionError("read-only")])
def test_a_disk_without_locks_does_not_stop_it(path, monkeypatch, error):
    def acquire(_):
        raise error

    monkeypatch.setattr(progress.FileLock, "acquire", acquire)
    assert Progress(path).set("a", 1) == ""
    assert Progress(path).get("a") == 1


# Two writers


def test_two_notebooks_do_not_undo_each_other(path):
    first, second = Progress(path), Progress(path)
    first.set("a", 1)
    second.set("b", 2)
    first.set("c", 3)
    assert json.loads(path.read_text()) == {"a": 1, "b": 2, "c": 3}
    assert second.get("c") == 3
    second.set("a", 10)
    assert first.get("a") == 10


def test_threads_lose_nothing(path, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    kept = [Progress(path) for _ in range(4)]
    workers = [
        threading.Thread(target=lambda n=n: [kept[n].set(f"{n}/{step}", step) for step in range(10)]) for n in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(json.loads(path.read_text())) == 40


def test_kernels_lose_nothing(path):
    program = PATIENT + "kept = Progress(Path(sys.argv[1]))\n"
    program += "for step in range(40): assert not kept.set(f'{sys.argv[2]}/{step}', step)"
    kernels = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("one", "two", "three")]
    assert [kernel.wait(240) for kernel in kernels] == [0, 0, 0]
    assert len(json.loads(path.read_text())) == 120
