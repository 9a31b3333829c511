"""together: several trainings at once give the rows that one by one gives, and a full memory loses none of them."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pandas
import pytest
import torch

from course_utils import lab
from course_utils.lab import job as jobs
from course_utils.lab.results import Results
from course_utils.lab.together import AT_ONCE, NoRoom, Together, out_of_memory
from course_utils.system.device import Hardware
from tests.lab.tiny import ALL, CPU, DEPTHS, FOREVER, run
from tools.files import COURSE

SMALL = replace(DEPTHS, depths=8)  # four trainings of one group


def without_seconds(table):
    return table.drop(columns="seconds")


@pytest.mark.parametrize("name", ALL)
def test_the_rows_are_those_of_one_by_one(name):
    alone, together = run(ALL[name]), run(ALL[name], together=4)
    pandas.testing.assert_frame_equal(without_seconds(alone), without_seconds(together))


@pytest.fixture
def sizes(monkeypatch):
    """How many networks each call trains, and on which batch; `room` says how many fit, `batch` the largest one."""
    true, calls, room = jobs.train_together, [], {"networks": 9, "batch": 999}

    def train(networks, data, recipe, *more):
        calls.append((len(networks), recipe.batch_size))
        if len(networks) > room["networks"] or recipe.batch_size > room["batch"]:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return true(networks, data, recipe, *more)

    monkeypatch.setattr(jobs, "train_together", train)
    return calls, room


def test_what_is_alike_is_trained_at_once_up_to_the_most(sizes):
    run(DEPTHS, together=3)
    assert sizes[0] == [(3, 8), (3, 8), (1, 8), (1, 8)]  # four of 8 layers, four of 14
    sizes[0].clear()
    run(DEPTHS)
    assert sizes[0] == [(1, 8)] * 8


def test_a_gpu_has_several_at_once_and_a_processor_one():
    assert Together(CPU).most == 1 and Together(Hardware(torch.device("cuda"), "a GPU")).most == AT_ONCE > 1
    groups = list(Together(CPU, 5).groups([*DEPTHS.jobs(), *ALL["continuum"].only("race").jobs()[:2]]))
    assert [len(group) for group in groups] == [4, 4, 1, 1]  # a solver of the race is alone
    assert {job.depth for job in groups[0]} == {8}


def test_without_room_there_are_fewer_at_once_and_it_is_said(sizes, capsys):
    expected = run(DEPTHS)
    calls, room = sizes
    calls.clear()
    room["networks"] = 2
    found = run(DEPTHS, together=6)
    assert [count for count, _ in calls] == [4, 2, 2, 2, 2]  # once too many, and never again
    assert "1 CPU thread has no room for 4 networks at once: 2 from now on." in capsys.readouterr().out
    pandas.testing.assert_frame_equal(without_seconds(expected), without_seconds(found))


def test_then_half_the_batch_and_the_row_says_so(sizes, tmp_path, capsys):
    profile = replace(SMALL, recipe=replace(SMALL.recipe, batch_size=16))
    calls, room = sizes
    room.update(networks=1, batch=8)
    kept = Results(tmp_path / "kept.jsonl")
    found = run(profile, kept, together=2)
    assert calls[:4] == [(2, 16), (1, 16), (1, 8), (1, 16)]
    assert set(found.batch_size) == {16} and set(found.batch_used) == {8} and (found.status == "finished").all()
    assert "now with half the batch. Its row says which it was." in capsys.readouterr().out
    calls.clear()
    run(profile, Results(kept.path), together=2)
    assert calls == [] and "4 of 4 trainings were done before" in capsys.readouterr().out


def test_where_nothing_fits_a_sentence_ends_it_and_what_was_done_is_kept(sizes, tmp_path):
    kept = Results(tmp_path / "kept.jsonl")
    run(replace(SMALL, seeds=0), kept)
    sizes[1]["batch"] = 0
    with pytest.raises(
        NoRoom, match=r"1 CPU thread has no memory left.*another process may fill it .*What was finished"
    ):
        run(SMALL, kept, together=4)
    assert len(Results(kept.path).rows) == 2


def test_no_room_for_the_data_is_the_same_sentence(monkeypatch):
    def full(self, device):
        raise RuntimeError("CUDA error: out of memory")

    monkeypatch.setattr("course_utils.data.Dataset.to", full)
    with pytest.raises(NoRoom, match="no memory left"):
        run(SMALL)


def test_no_room_to_draw_pictograms_is_the_same_sentence(monkeypatch):
    def full(name):
        raise torch.cuda.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr("course_utils.lab.sharing.load", full)
    with pytest.raises(NoRoom, match="no memory left"):
        run(SMALL)


def test_an_error_of_another_kind_is_passed_on(monkeypatch):
    def breaks(*_):
        raise RuntimeError("shapes cannot be multiplied")

    monkeypatch.setattr(jobs, "train_together", breaks)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        run(SMALL, together=4)


def test_memory_that_ran_out_is_known_by_its_kind_by_its_words_and_by_where_it_came_from():
    assert out_of_memory(torch.cuda.OutOfMemoryError("no")) and out_of_memory(RuntimeError("CUDA error: out of memory"))
    for status in ("ALLOC_FAILED", "NOT_INITIALIZED"):  # cuBLAS says either where it has no room for itself
        assert out_of_memory(RuntimeError(f"CUDA error: CUBLAS_STATUS_{status} when calling `cublasCreate(handle)`"))
    try:
        try:
            raise torch.cuda.OutOfMemoryError("no")
        finally:
            raise RuntimeError("capture_end failed")  # as leaving a failed capture does
    except RuntimeError as error:
        assert out_of_memory(error)
    assert not out_of_memory(RuntimeError("capture_end failed")) and not out_of_memory(None)


def test_one_that_diverges_leaves_its_group_to_go_on(monkeypatch):
    """The plain networks lose their weights; their twins of the same group do not notice."""
    true = jobs.train_together

    def breaks(networks, *more):
        for network in networks[::2]:
            torch.nn.init.constant_(next(network.parameters()), torch.inf)
        return true(networks, *more)

    expected = run(SMALL)
    monkeypatch.setattr(jobs, "train_together", breaks)
    found = run(SMALL, together=4)
    assert set(found[found.shortcut == "none"].status) == {"diverged"}
    well = found.shortcut == "identity"
    pandas.testing.assert_frame_equal(without_seconds(expected[well]), without_seconds(found[well]))


def test_all_of_a_group_may_diverge():
    assert set(run(replace(SMALL, norm="none", recipe=FOREVER), together=4).status) == {"diverged"}


def test_an_interrupted_group_is_done_anew_and_no_other(tmp_path, monkeypatch, capsys):
    true, calls, path = jobs.train_together, [], tmp_path / "kept.jsonl"

    def train(networks, *more):
        calls.append(len(networks))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return true(networks, *more)

    monkeypatch.setattr(jobs, "train_together", train)
    assert len(run(DEPTHS, Results(path), together=4)) == 4
    assert "Stopped by you with 4 of 8 trainings done." in capsys.readouterr().out
    found = run(DEPTHS, Results(path), together=4)
    assert calls == [4, 4, 4]
    pandas.testing.assert_frame_equal(without_seconds(found), without_seconds(run(DEPTHS)))


def test_when_the_time_is_up_no_group_is_begun(capsys):
    assert len(run(DEPTHS, until=0.0)) == 0
    assert "The time is up. Run this again, and it goes on from here." in capsys.readouterr().out


PROGRAM = """
import json, sys
from tools.pretended_device import DEVICE
from course_utils import lab
from course_utils.lab import sharing
from course_utils.system.device import Hardware
from tests.lab import tiny
sharing.load = tiny.load
found = [tiny.run(tiny.DEPTHS, hardware=Hardware(DEVICE, "pretended"), together=n) for n in (1, 4)]
print(json.dumps([table[["loss", "test_error"]].values.tolist() for table in found]))
"""


def test_on_the_pretended_device_too():
    """Tensors of two devices may not meet, together no more than alone."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=COURSE, env=os.environ, timeout=240
    )
    assert done.returncode == 0, done.stderr
    alone, together = json.loads(done.stdout.splitlines()[-1])
    assert alone == together and len(alone) == 8
    assert together == lab.table(DEPTHS, _kept()).get(["loss", "test_error"]).values.tolist()


def _kept():
    kept = Results()
    run(DEPTHS, kept)
    return kept
