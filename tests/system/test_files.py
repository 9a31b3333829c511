"""files: whole or not at all, nothing overwritten, nothing left behind."""

import errno
import os

import pytest

from course_utils.system.files import create_file, keep_aside, replace_file


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_file_is_replaced(tmp_path, before):
    path = tmp_path / "a.json"
    if before:
        path.write_bytes(before)
    replace_file(path, b"new")
    assert contents(tmp_path) == {"a.json": b"new"}
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("write", [replace_file, create_file])
@pytest.mark.parametrize("step", ["fsync", "chmod"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_what_stops_half_way_leaves_no_part(tmp_path, monkeypatch, write, step, error):
    (tmp_path / "a.json").write_bytes(b"old")

    def stop(*_):
        raise error

    monkeypatch.setattr(os, step, stop)
    with pytest.raises(type(error)):
        write(tmp_path / "a.json", b"new")
    assert contents(tmp_path) == {"a.json": b"old"}


@pytest.mark.parametrize("write", [replace_file, create_file])
def test_a_folder_that_is_gone_is_not_made_again(tmp_path, write):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "gone" / "a.json", b"new")
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_created_once(tmp_path, monkeypatch, links):
    if not links:

        def link(*_):
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", link)
    create_file(tmp_path / "a.json", b"first")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a.json", b"second")
    assert contents(tmp_path) == {"a.json": b"first"}


def test_files_are_kept_aside_under_numbers(tmp_path):
    path = tmp_path / ".course.json"
    for number in (1, 2, 3):
        path.write_bytes(b"%d" % number)
        assert keep_aside(path).name == f".course.corrupt-{number}.json"
    assert contents(tmp_path) == {f".course.corrupt-{number}.json": b"%d" % number for number in (1, 2, 3)}


def test_what_cannot_be_moved_stays_and_takes_no_number(tmp_path):
    with pytest.raises(FileNotFoundError):
        keep_aside(tmp_path / "a.jsonl")
    assert contents(tmp_path) == {}


def test_a_name_that_another_process_takes_a_moment_earlier_is_left_to_it(tmp_path, monkeypatch):
    real = os.open

    def open_late(path, *arguments):
        if str(path).endswith("corrupt-1.json"):
            (tmp_path / "a.corrupt-1.json").write_bytes(b"theirs")
        return real(path, *arguments)

    (tmp_path / "a.json").write_bytes(b"ours")
    monkeypatch.setattr(os, "open", open_late)
    assert keep_aside(tmp_path / "a.json").name == "a.corrupt-2.json"
    assert contents(tmp_path) == {"a.corrupt-1.json": b"theirs", "a.corrupt-2.json": b"ours"}
