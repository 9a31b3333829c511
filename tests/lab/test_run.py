"""run: jobs to rows, on one device or shared out, interrupted and resumed, alike for every experiment."""

import json
import math
from dataclasses import dataclass, replace
from importlib import import_module

import pandas
import pytest
import torch

from course_utils import lab
from course_utils.data import DataNotAvailable
from course_utils.lab import job as jobs
from course_utils.lab import sharing
from course_utils.lab.degradation import DepthTraining
from course_utils.lab.results import Results
from course_utils.networks.staged import CifarNet, count_parameters, seeded
from course_utils.system.device import Hardware
from course_utils.training.loop import Recipe, evaluate, train
from tests.lab.tiny import ALL, CPU, FOREVER, RECIPE, pictures, run
from tests.lab.tiny import DEPTHS as TINY

engine = import_module("course_utils.lab.run")  # the module: `lab.run` is its function


# One experiment


def test_a_row_for_each_training_in_the_order_of_the_profile():
    found = run()
    assert list(zip(found.depth, found.shortcut, found.seed, strict=True)) == [
        (job.depth, job.shortcut, job.seed) for job in TINY.jobs()
    ]
    assert (found.status == "finished").all() and found.notna().all().all()
    assert set(found.device) == {CPU.name} and set(found.torch) == {torch.__version__}
    assert found.train_error.between(0, 1).all() and found.test_error.between(0, 1).all() and (found.seconds > 0).all()


def test_a_row_is_what_one_would_measure_by_hand():
    row = run(replace(TINY, depths=14, shortcuts="identity", seeds=1)).iloc[0]
    data = pictures()
    with seeded(1):
        network = CifarNet(14, "identity", (2, 2, 2), 1, 10, "batch")
    history = train(network, data, RECIPE, 1, CPU, progress=False)
    assert row.loss == history.loss and row.train_error == 1 - history.rows[-1]["accuracy"]
    assert row.test_error == 1 - evaluate(network, data.test_inputs, data.test_labels)["accuracy"]
    assert row.parameters == count_parameters(network) and row.precision == "float32"


def test_the_world_outside_has_no_say():
    torch.manual_seed(0)
    first = run()
    torch.manual_seed(1)
    pandas.testing.assert_frame_equal(first.drop(columns="seconds"), run().drop(columns="seconds"))


@pytest.mark.parametrize("name", ALL)
def test_every_experiment_is_run_kept_and_read_again(tmp_path, name, capsys):
    profile, path = ALL[name], tmp_path / f"{name}.jsonl"
    first = run(profile, Results(path))
    assert len(first) == len(profile.jobs()) == len(path.read_text().splitlines())
    assert (
        list(first.columns[: first.columns.get_loc("seed")])
        == list(dict.fromkeys(key for job in profile.jobs() for key in [*job.parameters, "precision"] if key != "seed"))
        or name == "continuum"
    )
    again = run(profile, Results(path))
    assert f"{len(first)} of {len(first)} trainings were done before" in capsys.readouterr().out
    pandas.testing.assert_frame_equal(first, again)


def test_a_training_that_diverges_is_a_result_and_is_not_done_again(tmp_path, capsys):
    path, wild = tmp_path / "degradation.jsonl", replace(TINY, depths=8, seeds=0, norm="none", recipe=FOREVER)
    found = run(wild, Results(path))
    assert (found.status == "diverged").all() and found[["loss", "train_error", "test_error"]].isna().all().all()
    assert (lab.summary(found)["training loss"] == "diverged").all() and (lab.summary(found).diverged == 1).all()
    pandas.testing.assert_frame_equal(found, run(wild, Results(path)))
    assert "2 of 2 trainings were done before" in capsys.readouterr().out


@pytest.mark.parametrize("name", ALL)
def test_no_experiment_ends_because_a_training_diverged(name, monkeypatch):
    profile = ALL[name]
    monkeypatch.setattr(
        sharing, "load", lambda data: replace(pictures(3), train_inputs=pictures(3).train_inputs * math.nan)
    )
    found = run(profile)
    assert len(found) == len(profile.jobs()) and (found.status == "diverged").all()
    assert found[["loss", "test_error"]].isna().all().all() and found.loss.dtype == float


def test_what_needs_float32_gets_it_whatever_the_machine():
    mixed = Hardware(torch.device("cpu"), "a machine", torch.bfloat16)
    assert set(run(ALL["continuum"], hardware=mixed).precision) == {"float32"}
    assert set(run(replace(TINY, depths=8), hardware=mixed).precision) == {"bfloat16"}


# Kept and resumed


def test_nothing_is_trained_twice(tmp_path, asked, capsys):
    path = tmp_path / "degradation.jsonl"
    first = run(kept=Results(path))
    assert len(path.read_text().splitlines()) == 8 and asked == ["digits"]
    again = run(kept=Results(path))
    assert asked == ["digits"]
    assert "8 of 8 trainings were done before" in capsys.readouterr().out
    pandas.testing.assert_frame_equal(first, again)
    wider = run(replace(TINY, depths=(8, 14, 20)), Results(path))
    assert len(wider) == 12 and len(path.read_text().splitlines()) == 12


@pytest.mark.parametrize("change", [{"norm": "none"}, {"widths": (2, 2, 3)}, {"recipe": replace(RECIPE, epochs=1)}])
def test_another_setting_is_another_training(tmp_path, change):
    path = tmp_path / "degradation.jsonl"
    run(kept=Results(path))
    other = run(replace(TINY, **change), Results(path))
    assert len(other) == 8 and len(path.read_text().splitlines()) == 16


def test_another_precision_is_another_training(tmp_path):
    """A file from a GPU, read on a CPU: its rows are shown, and not taken for this machine's."""
    path, small = tmp_path / "degradation.jsonl", replace(TINY, depths=8, seeds=0)
    mixed = run(small, Results(path), hardware=replace(CPU, precision=torch.bfloat16))
    assert set(mixed.precision) == {"bfloat16"} and len(path.read_text().splitlines()) == 2
    assert set(lab.table(small, Results(path)).precision) == {"bfloat16"}
    assert len(lab.table(small, Results(path), CPU)) == 0
    exact = run(small, Results(path))
    assert set(exact.precision) == {"float32"} and len(path.read_text().splitlines()) == 4
    both = lab.summary(pandas.concat([mixed, exact]))
    assert len(both) == 4 and both.precision.tolist() == ["bfloat16"] * 2 + ["float32"] * 2


def test_rows_from_before_a_setting_existed_are_found(tmp_path, asked, capsys):
    """A field with a default joins the recipe, and `precision` was not always said: nothing is trained anew."""

    @dataclass(frozen=True)
    class Warm(Recipe):
        warm_up: int = 0

    path = tmp_path / "degradation.jsonl"
    run(kept=Results(path))
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps({k: v for k, v in row.items() if k != "precision"}) + "\n" for row in rows))
    asked.clear()
    found = run(replace(TINY, recipe=Warm(2, batch_size=8)), Results(path))
    assert asked == [] and len(found) == 8 and set(found.precision) == {"float32"}
    assert "8 of 8 trainings were done before" in capsys.readouterr().out
    assert len(run(replace(TINY, recipe=Warm(2, batch_size=8, warm_up=1)), Results(path))) == 8
    assert len(path.read_text().splitlines()) == 16


def stop_at(monkeypatch, call, how):
    """The training of that number ends with `how()`, which raises."""
    true, calls = DepthTraining.measure, []

    def measure(self, *given):
        calls.append(self)
        return how(self, *given) if len(calls) == call else true(self, *given)

    monkeypatch.setattr(DepthTraining, "measure", measure)


def raises(error):
    def how(*given):
        raise error

    return how


def in_a_training(self, data, hardware, progress):
    """The interrupt comes after the first epoch."""
    return jobs.Training.measure(self, data, hardware, raises(KeyboardInterrupt))


@pytest.mark.parametrize("how", [in_a_training, raises(KeyboardInterrupt)], ids=["in a training", "between two"])
def test_an_interrupt_keeps_what_was_done_and_the_next_call_goes_on(tmp_path, monkeypatch, capsys, how):
    path = tmp_path / "degradation.jsonl"
    with monkeypatch.context() as patch:
        stop_at(patch, 3, how)
        found = run(kept=Results(path))
    assert len(found) == 2 and len(path.read_text().splitlines()) == 2
    assert "Stopped by you with 2 of 8 trainings done. Run this again" in capsys.readouterr().out
    assert len(run(kept=Results(path))) == 8
    assert "2 of 8 trainings were done before" in capsys.readouterr().out


def test_a_crash_loses_nothing_that_was_done(tmp_path, monkeypatch):
    path = tmp_path / "degradation.jsonl"
    stop_at(monkeypatch, 4, raises(MemoryError))
    with pytest.raises(MemoryError):
        run(kept=Results(path))
    assert len(Results(path).rows) == 3


def test_a_full_disk_is_said_and_the_table_is_whole(tmp_path, capsys):
    (tmp_path / "results").write_text("in the way")
    found = run(kept=Results(tmp_path / "results" / "degradation.jsonl"))
    assert len(found) == 8
    assert "degradation.jsonl could not be written" in capsys.readouterr().out


def test_a_corrupt_file_is_said(tmp_path, capsys):
    path = tmp_path / "degradation.jsonl"
    path.write_text("broken\n")
    assert len(run(kept=Results(path))) == 8
    assert "kept as degradation.corrupt-1.jsonl" in capsys.readouterr().out


def test_missing_data_is_told_before_any_training(monkeypatch):
    def missing(name):
        raise DataNotAvailable("CIFAR-10 is not on this machine.")

    monkeypatch.setattr(sharing, "load", missing)
    with pytest.raises(DataNotAvailable):
        run()


def test_without_a_file_rows_are_kept_for_this_kernel(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("COURSE_RESULTS", raising=False)
    monkeypatch.chdir(tmp_path)
    small = replace(TINY, depths=8, seeds=0)
    lab.run(small, hardware=CPU, progress=False)
    assert len(lab.run(small, hardware=CPU, progress=False)) == 2
    assert "2 of 2 trainings were done before: they are kept until this kernel stops" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shown", [True, False])
def test_one_bar_over_all_trainings(monkeypatch, capsys, shown):
    bars = []

    class Bar(engine.tqdm):
        def __init__(self, **settings):
            super().__init__(**settings)
            bars.append((self, self.disable))

    monkeypatch.setattr(engine, "tqdm", Bar)
    run(progress=shown)
    ((bar, disabled),) = bars
    assert disabled == (not shown) and bar.total == 88 and capsys.readouterr().out == ""
    if shown:
        assert bar.n == pytest.approx(88) and "14 layers, shortcut identity, seed 1" in bar.desc


def test_the_bar_is_full_though_a_training_diverged_early(monkeypatch):
    """A bar that is closed before its end turns red: that is for what was interrupted."""
    bars = []

    class Bar(engine.tqdm):
        def close(self):
            bars.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(engine, "tqdm", Bar)
    found = run(replace(TINY, depths=8, seeds=0, norm="none", recipe=FOREVER), progress=True)
    assert (found.status == "diverged").all() and bars[0] == (pytest.approx(16), 16)


# Shared out


def test_processes_of_torchrun_write_one_file(tmp_path, monkeypatch, capsys):
    """As torchrun starts them, one after the other here: each reads RANK and WORLD_SIZE."""
    monkeypatch.setattr(sharing, "FOLDER", tmp_path / "data")
    monkeypatch.setenv("WORLD_SIZE", "2")
    for rank in range(2):
        monkeypatch.setenv("RANK", str(rank))
        run(kept=Results(tmp_path / "degradation.jsonl"))
    monkeypatch.delenv("RANK")
    assert len(Results(tmp_path / "degradation.jsonl").rows) == 8
    monkeypatch.delenv("WORLD_SIZE")
    assert len(run(kept=Results(tmp_path / "degradation.jsonl"))) == 8
    assert "8 of 8 trainings were done before" in capsys.readouterr().out
