"""my_work/ is filled from the course, and what a learner wrote is never lost."""

import errno
import hashlib
import json
import os

import pytest

from course_utils.system import files
from tools import workspace
from tools.files import COURSE

RECORD = workspace.RECORD
LESSON = "01_residual_mathematics/lesson.ipynb"
EXERCISES = "01_residual_mathematics/exercises.ipynb"


@pytest.fixture
def course(tmp_path):
    """A small course: a start notebook, one chapter, its exercises, and a checkpoint that is nobody's business."""
    root = tmp_path / "course"
    for name in ("chapters/00_start_here", "chapters/01_residual_mathematics/lesson"):
        write(root / f"{name}.ipynb", name)
    write(root / "chapters/01_residual_mathematics/lab.ipynb", "lab")
    write(root / "exercises/01_residual_mathematics/exercises.ipynb", "exercises")
    write(root / "chapters/.ipynb_checkpoints/00_start_here-checkpoint.ipynb", "old")
    return root


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(course, capsys):
    status = workspace.main(["--course", str(course)])
    said = capsys.readouterr()
    return status, said.out, said.err


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_everything_lies_side_by_side(course, capsys):
    status, out, _ = run(course, capsys)
    found = set(contents(course / "my_work"))
    assert found == {"00_start_here.ipynb", LESSON, "01_residual_mathematics/lab.ipynb", EXERCISES, RECORD}
    assert status == 0
    assert "my_work/ has 4 new notebooks" in out


def test_second_run_says_and_changes_nothing(course, capsys):
    run(course, capsys)
    before = contents(course / "my_work")
    assert run(course, capsys) == (0, "", "")
    assert contents(course / "my_work") == before


def test_edited_copy_is_kept(course, capsys):
    run(course, capsys)
    write(course / "my_work" / LESSON, "mine")
    assert run(course, capsys) == (0, "", "")
    assert (course / "my_work" / LESSON).read_text() == "mine"


@pytest.mark.parametrize("edited", [False, True])
def test_newer_original_is_announced_and_yours_is_kept(course, capsys, edited):
    run(course, capsys)
    if edited:
        write(course / "my_work" / LESSON, "mine")
    before = contents(course / "my_work")
    write(course / "chapters" / LESSON, "newer")
    for _ in range(2):
        status, out, _ = run(course, capsys)
        assert status == 0
        assert f"The course has a newer {LESSON}; yours is kept." in out
        assert "rename yours and run make lab again" in out
        assert contents(course / "my_work") == before


def test_renaming_yours_brings_the_newer_one(course, capsys):
    run(course, capsys)
    write(course / "chapters" / LESSON, "newer")
    mine = course / "my_work" / LESSON
    mine.rename(mine.with_name("mine.ipynb"))
    _, out, _ = run(course, capsys)
    assert mine.read_text() == "newer"
    assert "1 new notebook: " in out
    assert run(course, capsys) == (0, "", "")


def test_file_that_was_there_first_is_kept(course, capsys):
    write(course / "my_work" / LESSON, "there first")
    status, _, _ = run(course, capsys)
    assert status == 0
    assert (course / "my_work" / LESSON).read_text() == "there first"
    write(course / "chapters" / LESSON, "newer")
    assert "newer" in run(course, capsys)[1]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 1}}', "\x00\x01"])
def test_unreadable_record_is_put_aside(course, capsys, text):
    run(course, capsys)
    for number in (1, 2):
        write(course / "my_work" / RECORD, text)
        status, out, _ = run(course, capsys)
        assert status == 0
        assert f"kept as .course.corrupt-{number}.json" in out
        assert (course / "my_work" / f".course.corrupt-{number}.json").read_text() == text
    assert set(json.loads((course / "my_work" / RECORD).read_text())["files"]) >= {LESSON, EXERCISES}


def test_record_that_is_no_text_is_put_aside(course, capsys):
    (course / "my_work").mkdir()
    (course / "my_work" / RECORD).write_bytes(b"\xff\xfe\x80")
    assert "unreadable" in run(course, capsys)[1]


def test_full_disk_is_one_sentence_and_leaves_no_part(course, capsys, monkeypatch):
    room = [2]

    def fsync(_):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", fsync)
    status, _, err = run(course, capsys)
    assert status == 1
    assert err.count("\n") == 1
    assert "No space left on device" in err
    assert "run the same command again" in err
    assert len(contents(course / "my_work")) == 2
    monkeypatch.undo()
    assert run(course, capsys)[0] == 0
    assert contents(course / "my_work")[LESSON] == "chapters/01_residual_mathematics/lesson"


def test_interrupted_copy_leaves_no_part(course, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "link", interrupt)
    with pytest.raises(KeyboardInterrupt):
        workspace.fill(course, course / "my_work")
    assert not contents(course / "my_work")


def test_file_that_appears_during_the_copy_wins(course, monkeypatch):
    real = os.link

    def late(source, target):
        if str(target).endswith("lesson.ipynb"):
            write(target, "mine, a moment earlier")
        real(source, target)

    monkeypatch.setattr(files.os, "link", late)
    new, _, _ = workspace.fill(course, course / "my_work")
    assert LESSON not in new
    assert (course / "my_work" / LESSON).read_text() == "mine, a moment earlier"


def test_file_system_without_links(course, capsys, monkeypatch):
    def link(*_):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(files.os, "link", link)
    write(course / "my_work" / EXERCISES, "mine")
    assert run(course, capsys)[0] == 0
    found = contents(course / "my_work")
    assert found[EXERCISES] == "mine"
    assert found[LESSON] == "chapters/01_residual_mathematics/lesson"
    assert len(found) == 5


def test_my_work_that_is_a_file_is_one_sentence(course, capsys):
    write(course / "my_work", "a file")
    status, _, err = run(course, capsys)
    assert status == 1
    assert err.count("\n") == 1
    assert (course / "my_work").read_text() == "a file"


def notebook(output, source="x"):
    """The bytes of a notebook with one code cell that has an output."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": [output]}]
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": [source], "outputs": outputs}
    prose = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": ["Prüfung"]}
    cells = [cell | {"execution_count": 3}, prose]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False)


def test_copies_come_without_outputs_and_new_outputs_are_no_newer_course(course, capsys):
    write(course / "chapters" / LESSON, notebook("the answer"))
    run(course, capsys)
    copy = (course / "my_work" / LESSON).read_text()
    assert "the answer" not in copy and "Prüfung" in copy
    assert json.loads(copy)["cells"][0]["outputs"] == [] and json.loads(copy)["cells"][0]["execution_count"] is None
    write(course / "chapters" / LESSON, notebook("another answer"))
    assert run(course, capsys) == (0, "", "")
    write(course / "chapters" / LESSON, notebook("the answer", "y"))
    assert "newer" in run(course, capsys)[1]


def test_a_copy_that_was_made_with_outputs_is_no_older_course(course, capsys):
    write(course / "chapters" / LESSON, notebook("the answer"))
    run(course, capsys)
    record = course / "my_work" / RECORD
    files = json.loads(record.read_text())["files"]
    files[LESSON] = hashlib.sha256(notebook("the answer").encode()).hexdigest()
    record.write_text(json.dumps({"files": files}))
    write(course / "my_work" / LESSON, notebook("the answer", "mine"))
    assert run(course, capsys) == (0, "", "")


def test_the_course_itself_has_what_a_learner_needs():
    names = workspace.originals(COURSE)
    assert {"00_start_here.ipynb", LESSON, "01_residual_mathematics/lab.ipynb", EXERCISES} <= set(names)
