"""results: rows reach the file at once, survive whatever happens to it, and are found again."""

import errno
import json
import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.lab import results
from course_utils.lab.results import Results, open_results


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results" / "degradation.jsonl"


def fill(path, count=3):
    kept = Results(path)
    for number in range(count):
        kept.add({"seed": number, "loss": number / 3})
    return kept


def test_a_row_is_on_the_disk_as_soon_as_it_is_added(path):
    kept = Results(path)
    for number in range(3):
        kept.add({"seed": number, "shortcut": "none"})
        assert [json.loads(line)["seed"] for line in path.read_text().splitlines()] == list(range(number + 1))
    assert Results(path).rows == kept.rows and kept.notice == ""


def test_a_row_is_found_by_all_of_its_parameters_and_the_latest_wins(path):
    kept = fill(path)
    kept.add({"seed": 1, "loss": 9.0})
    for these in (kept, Results(path)):
        assert these.find({"seed": 1}) == {"seed": 1, "loss": 9.0}
        assert these.find({"seed": 1, "loss": 1 / 3}) == {"seed": 1, "loss": 1 / 3}
        assert these.find({"seed": 7}) is None and these.find({"seed": 1, "depth": 8}) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
        (np.float32("nan"), None),
        ([1.0, math.inf], [1.0, None]),
        ({"a": (1, math.nan)}, {"a": [1, None]}),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.arange(2), [0, 1]),
        (torch.tensor(7), 7),
        (torch.tensor(0.5, requires_grad=True), 0.5),
        (torch.tensor([1.0, math.nan]), [1.0, None]),
        (torch.float32, "torch.float32"),
        (Path("a/b"), "a/b"),
        ({1: 2}, {"1": 2}),
        ("residual, √2, \udcff", "residual, √2, \udcff"),
        (1 + 2j, "(1+2j)"),
    ],
    ids=repr,
)
def test_any_row_is_kept_and_the_file_is_strict_json(path, value, expected):
    """And what this kernel remembers is what the next one reads."""
    kept = Results(path)
    kept.add({"seed": 0, "value": value})
    assert kept.rows == Results(path).rows == [{"seed": 0, "value": expected}]
    assert type(kept.rows[0]["value"]) is type(expected)
    json.loads(path.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert kept.find({"value": value}) == kept.rows[0]


def test_a_row_is_kept_as_it_was_when_it_was_added(path):
    kept, row = Results(path), {"seed": 0}
    kept.add(row)
    row["seed"] = 9
    assert kept.rows == [{"seed": 0}]


def test_lines_with_nan_of_an_older_file_are_read_and_written_again_without(path):
    path.parent.mkdir()
    path.write_text('{"seed": 0, "loss": NaN}\n{"seed": 1, "loss": 1e999}\nbroken\n')
    again = Results(path)
    assert again.rows == [{"seed": 0, "loss": None}, {"seed": 1, "loss": None}] and "2 good rows go on" in again.notice
    json.loads(path.read_text().splitlines()[0], parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_a_row_from_before_a_parameter_had_a_name_stands_for_its_absent_value(path):
    kept = fill(path)
    kept.add({"seed": 1, "warm_up": 5})
    assert kept.find({"seed": 1, "warm_up": 0}) is None
    assert kept.find({"seed": 1, "warm_up": 0}, {"warm_up": 0}) == {"seed": 1, "loss": 1 / 3}
    assert kept.find({"seed": 1, "warm_up": 5}, {"warm_up": 0}) == {"seed": 1, "warm_up": 5}
    assert kept.find({"seed": 0, "warm_up": 5}, {"warm_up": 0}) is None


def test_two_processes_may_add_to_one_file(path):
    first, second = Results(path), Results(path)
    for number in range(4):
        (first, second)[number % 2].add({"seed": number})
    assert [row["seed"] for row in Results(path).rows] == [0, 1, 2, 3]


# Files that are not as they should be


@pytest.mark.parametrize(
    "damage",
    [b'{"seed": 9, "lo', b"\xff\xfe\x00", b"[1, 2]\n", b"17\n", b"[" * 100_000 + b"\n"],
    ids=["cut off", "not text", "a list", "a number", "too deep"],
)
def test_a_corrupt_file_is_kept_aside_and_its_good_rows_go_on(path, damage):
    good = fill(path).rows
    before = path.read_bytes() + damage
    path.write_bytes(before)
    again = Results(path)
    assert again.rows == good
    assert again.notice == (
        "1 line of degradation.jsonl could not be understood: the file was kept as degradation.corrupt-1.jsonl, "
        "and 3 good rows go on."
    )
    assert path.with_name("degradation.corrupt-1.jsonl").read_bytes() == before
    again.add({"seed": 4})
    assert Results(path).rows == [*good, {"seed": 4}] and Results(path).notice == ""


def test_no_copy_is_ever_overwritten(path):
    for number in (1, 2, 3):
        fill(path, 1)
        path.write_bytes(b"broken")
        assert f"corrupt-{number}" in Results(path).notice
    assert len(list(path.parent.glob("*.corrupt-*"))) == 3
    assert {file.name[0] for file in path.parent.iterdir()} == {"d"}  # no temporary file was left


def test_a_second_process_reads_what_it_can_and_leaves_the_file_alone(path):
    good = fill(path).rows
    path.write_bytes(path.read_bytes() + b"broken")
    before = path.read_bytes()
    other = Results(path, mend=False)
    assert other.rows == good and other.notice == "" and path.read_bytes() == before
    other.add({"seed": 5})
    assert Results(path, mend=False).rows == [*good, {"seed": 5}]  # not glued to the broken line


def test_an_empty_or_missing_file_has_no_rows(path):
    assert Results(path).rows == [] and not path.parent.exists()
    path.parent.mkdir()
    path.write_bytes(b"\n\n")
    assert Results(path).rows == [] and Results(path).notice == ""


def test_a_folder_in_place_of_the_file_is_a_sentence(path):
    path.mkdir(parents=True)
    kept = Results(path)
    assert "degradation.jsonl could not be read (Is a directory)" in kept.notice
    kept.add({"seed": 0})
    assert "could not be written" in kept.notice and kept.rows == [{"seed": 0}]


# A full disk


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(path, monkeypatch):
    kept = fill(path, 1)
    with monkeypatch.context() as patch:
        patch.setattr(results, "open", full, raising=False)
        kept.add({"seed": 1})
        kept.add({"seed": 2})
        assert "(No space left on device): 2 results are kept until this kernel stops" in kept.notice
        assert [row["seed"] for row in kept.rows] == [0, 1, 2]
    kept.add({"seed": 3})
    assert kept.notice == "" and [row["seed"] for row in Results(path).rows] == [0, 1, 2, 3]


def test_a_line_that_was_cut_short_spoils_none_after_it(path, monkeypatch):
    kept = fill(path, 1)

    class Cut:
        def __init__(self, *_, **__):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def write(self, lines):
            with open(path, "ab") as file:
                return file.write(lines[:5])

    with monkeypatch.context() as patch:
        patch.setattr(results, "open", Cut, raising=False)
        kept.add({"seed": 1})
        assert "No space left" in kept.notice
    kept.add({"seed": 2})
    again = Results(path)
    assert [row["seed"] for row in again.rows] == [0, 1, 2] and "1 line" in again.notice


def test_a_corrupt_file_on_a_full_disk_is_left_as_it_is(path, monkeypatch):
    good = fill(path).rows
    path.write_bytes(path.read_bytes() + b"broken\n")
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    again = Results(path)
    assert again.rows == good and path.read_bytes() == before and list(path.parent.iterdir()) == [path]
    assert "no copy could be kept (No space left on device): the file was left as it is" in again.notice


def test_nothing_can_be_written_where_a_file_is_in_the_way(tmp_path):
    (tmp_path / "results").write_text("not a folder")
    kept = Results(tmp_path / "results" / "degradation.jsonl")
    kept.add({"seed": 0})
    assert "degradation.jsonl could not be written" in kept.notice and kept.find({"seed": 0})


# Where they are kept


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_RESULTS", raising=False)
    monkeypatch.chdir(tmp_path)
    results._in_memory.cache_clear()
    return tmp_path


def test_outside_my_work_rows_stay_in_memory(nowhere):
    kept = open_results("degradation")
    kept.add({"seed": 0})
    assert kept.path is None and open_results("degradation") is kept and list(nowhere.iterdir()) == []
    assert "until this kernel stops" in kept.where


def test_in_my_work_they_lie_beside_the_notebook(nowhere, monkeypatch):
    chapter = nowhere / "my_work" / "01_residual_mathematics"
    chapter.mkdir(parents=True)
    monkeypatch.chdir(chapter)
    kept = open_results("degradation")
    assert kept.path == chapter / "results" / "degradation.jsonl"
    assert "results/degradation.jsonl" in kept.where and str(nowhere) not in kept.where
    kept.add({"seed": 0})
    Results(kept.path).add({"seed": 1})  # another process
    assert len(open_results("degradation").rows) == 2


def test_the_environment_and_the_argument_name_a_folder(nowhere, monkeypatch):
    monkeypatch.setenv("COURSE_RESULTS", str(nowhere / "there"))
    assert open_results("x").path == nowhere / "there" / "x.jsonl"
    assert open_results("x", nowhere / "here").path == nowhere / "here" / "x.jsonl"
    monkeypatch.setenv("COURSE_RESULTS", "")
    assert open_results("x").path is None
