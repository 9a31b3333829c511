"""lab: trainings to rows, on one device or shared out, interrupted and resumed; the tables made of them."""

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pandas
import pytest
import torch

from course_utils.data import DataNotAvailable, Dataset
from course_utils.lab import results
from course_utils.lab import run as lab
from course_utils.lab.degradation import FULL, QUICK
from course_utils.lab.results import Results
from course_utils.networks.staged import CifarNet, count_parameters, seeded
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import Recipe, evaluate, train

CPU = choose_hardware("cpu")
RECIPE = Recipe(epochs=2, batch_size=8)
TINY = replace(QUICK, name="tiny", depths=(8, 14), widths=(2, 2, 2), seeds=(0, 1), recipe=RECIPE)


def pictures(channels=1, size=8, count=16):
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(2 * count, channels, size, size, generator=generator)
    labels = torch.arange(2 * count) % 10
    names = tuple("0123456789")
    return Dataset("tiny pictures", images[:count], labels[:count], images[count:], labels[count:], names)


@pytest.fixture(autouse=True)
def tiny_data(monkeypatch):
    """Every dataset is 16 small pictures here; the list says which were asked for."""
    asked = []
    monkeypatch.setattr(lab, "load", lambda name: asked.append(name) or pictures(3 if name == "cifar10" else 1))
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    results._in_memory.cache_clear()
    return asked


def run(profile=TINY, kept=None, **settings):
    return lab.run(profile, kept or Results(), **{"hardware": CPU, "progress": False} | settings)


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


def test_the_full_profile_runs_on_pictures_with_three_channels(tiny_data):
    small = replace(FULL, depths=8, seeds=0, recipe=replace(FULL.recipe, epochs=1, milestones=(1,)))
    found = run(small)
    assert tiny_data == ["cifar10"] and len(found) == 2 and (found.status == "finished").all()


def test_the_world_outside_has_no_say():
    torch.manual_seed(0)
    first = run()
    torch.manual_seed(1)
    pandas.testing.assert_frame_equal(first.drop(columns="seconds"), run().drop(columns="seconds"))


def test_a_training_that_diverges_is_a_result(capsys):
    kept = Results()
    found = run(replace(TINY, depths=8, seeds=0, norm="none", recipe=replace(RECIPE, learning_rate=1e9)), kept)
    assert (found.status == "diverged").all() and found[["loss", "train_error", "test_error"]].isna().all().all()
    assert (lab.summary(found)["training loss"] == "diverged").all() and (lab.summary(found).diverged == 1).all()


# Kept and resumed


def test_nothing_is_trained_twice(tmp_path, tiny_data, capsys):
    path = tmp_path / "degradation.jsonl"
    first = run(kept=Results(path))
    assert len(path.read_text().splitlines()) == 8 and tiny_data == ["digits"]
    again = run(kept=Results(path))
    assert tiny_data == ["digits"]
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


def test_rows_from_before_a_setting_existed_are_found(tmp_path, tiny_data, capsys):
    """A field with a default joins the recipe, and `precision` was not always said: nothing is trained anew."""

    @dataclass(frozen=True)
    class Warm(Recipe):
        warm_up: int = 0

    path = tmp_path / "degradation.jsonl"
    run(kept=Results(path))
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps({k: v for k, v in row.items() if k != "precision"}) + "\n" for row in rows))
    tiny_data.clear()
    found = run(replace(TINY, recipe=Warm(2, batch_size=8)), Results(path))
    assert tiny_data == [] and len(found) == 8 and set(found.precision) == {"float32"}
    assert "8 of 8 trainings were done before" in capsys.readouterr().out
    assert len(run(replace(TINY, recipe=Warm(2, batch_size=8, warm_up=1)), Results(path))) == 8
    assert len(path.read_text().splitlines()) == 16


@pytest.mark.parametrize("where", ["in a training", "between two"])
def test_an_interrupt_keeps_what_was_done_and_the_next_call_goes_on(tmp_path, monkeypatch, capsys, where):
    path, true = tmp_path / "degradation.jsonl", lab.train_one if where == "between two" else lab.train
    calls = []

    def stop_at_the_third(*arguments, **settings):
        calls.append(1)
        if len(calls) == 3:
            if where == "between two":
                raise KeyboardInterrupt
            settings["progress"] = lambda share: (_ for _ in ()).throw(KeyboardInterrupt)
        return true(*arguments, **settings)

    with monkeypatch.context() as patch:
        patch.setattr(lab, true.__name__, stop_at_the_third)
        found = run(kept=Results(path))
    assert len(found) == 2 and len(path.read_text().splitlines()) == 2
    assert "Stopped by you with 2 of 8 trainings done. Run this again" in capsys.readouterr().out
    assert len(run(kept=Results(path))) == 8
    assert "2 of 8 trainings were done before" in capsys.readouterr().out


def test_a_crash_loses_nothing_that_was_done(tmp_path, monkeypatch):
    path, true, calls = tmp_path / "degradation.jsonl", lab.train_one, []

    def crash(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise MemoryError
        return true(*arguments)

    monkeypatch.setattr(lab, "train_one", crash)
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

    monkeypatch.setattr(lab, "load", missing)
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

    class Bar(lab.tqdm):
        def __init__(self, **settings):
            super().__init__(**settings)
            bars.append((self, self.disable))

    monkeypatch.setattr(lab, "tqdm", Bar)
    run(progress=shown)
    ((bar, disabled),) = bars
    assert disabled == (not shown) and bar.total == 88 and capsys.readouterr().out == ""
    if shown:
        assert bar.n == pytest.approx(88) and "14 layers, shortcut identity, seed 1" in bar.desc


# Shared out


@pytest.mark.parametrize("ranks", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("profile", [QUICK, FULL], ids=lambda profile: profile.name)
def test_every_job_has_one_owner_and_the_load_is_even(profile, ranks):
    jobs = profile.jobs()
    shares = [lab.share(jobs, rank, ranks) for rank in range(ranks)]
    assert sorted(map(jobs.index, (job for share in shares for job in share))) == list(range(len(jobs)))
    loads = [sum(job.depth for job in share) for share in shares]
    assert max(loads) - min(loads) <= max(job.depth for job in jobs)
    assert all(share == sorted(share, key=jobs.index) for share in shares)


def test_processes_of_torchrun_write_one_file(tmp_path, monkeypatch, capsys):
    """As torchrun starts them, one after the other here: each reads RANK and WORLD_SIZE."""
    monkeypatch.setattr(lab, "FOLDER", tmp_path / "data")
    monkeypatch.setattr(lab, "choose_profile", lambda name, hardware: TINY)
    for rank in range(2):
        monkeypatch.setenv("RANK", str(rank))
        monkeypatch.setenv("WORLD_SIZE", "2")
        lab.main(["--results", str(tmp_path)])
    monkeypatch.delenv("RANK")
    rows = Results(tmp_path / "degradation.jsonl").rows
    assert len(rows) == 8 and "Process 1 of 2" in capsys.readouterr().out
    monkeypatch.delenv("WORLD_SIZE")
    assert len(run(kept=Results(tmp_path / "degradation.jsonl"))) == 8
    assert "8 of 8 trainings were done before" in capsys.readouterr().out


def test_of_two_processes_the_second_waits_for_the_data_and_then_finds_it(tmp_path):
    """Both begin at once; loading takes a while where nobody has done it yet."""
    program = """
import os, sys, time
from pathlib import Path
from course_utils.lab import run as lab
lab.FOLDER = folder = Path(sys.argv[1])
def load(name):
    if not (folder / "there").exists():
        (folder / f"downloaded-by-{os.environ['RANK']}").touch()
        time.sleep(0.5)
        (folder / "there").touch()
lab.load = load
lab._load_in_turn("cifar10")
"""
    ranks = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "data")],
            env=os.environ | {"RANK": str(rank), "WORLD_SIZE": "2"},
            cwd=Path(lab.__file__).parents[2],
        )
        for rank in (0, 1)
    ]
    assert [process.wait(60) for process in ranks] == [0, 0]
    assert len(list((tmp_path / "data").glob("downloaded-by-*"))) == 1


@pytest.mark.parametrize("ranks", ["1", "2"])
def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path, monkeypatch, tiny_data, ranks):
    (tmp_path / "data").write_text("in the way")
    monkeypatch.setattr(lab, "FOLDER", tmp_path / "data")
    monkeypatch.setenv("WORLD_SIZE", ranks)
    assert lab._load_in_turn("digits").name == "tiny pictures" and tiny_data == ["digits"]


def test_one_process_alone_takes_no_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "FOLDER", tmp_path / "data")
    run(replace(TINY, depths=8, seeds=0))
    assert not (tmp_path / "data").exists()


@pytest.fixture
def four_gpus(monkeypatch):
    """Pretend four GPUs, each with a name; torchrun says which one is ours."""
    current = [0]
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    monkeypatch.setattr(torch.cuda, "set_device", lambda index: current.__setitem__(0, index))

    def choose():
        return Hardware(torch.device("cuda"), f"GPU number {current[0]}")

    monkeypatch.setattr(lab, "choose_hardware", choose)
    return current


@pytest.mark.parametrize(("said", "index"), [(None, 0), ("0", 0), ("3", 3)])
def test_each_process_names_the_gpu_that_it_runs_on(four_gpus, monkeypatch, said, index):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    if said:
        monkeypatch.setenv("LOCAL_RANK", said)
    assert lab._own_hardware().name == f"GPU number {index}" and four_gpus == [index]


def test_more_processes_than_gpus_are_a_sentence(four_gpus, monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "4")
    with pytest.raises(SystemExit, match="4 GPUs, too few for so many processes: use --nproc-per-node 4"):
        lab._own_hardware()


def test_on_a_cpu_nobody_asks_for_a_gpu(monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "7")
    monkeypatch.setattr(lab, "choose_hardware", lambda: CPU)
    assert lab._own_hardware() is CPU


def test_the_command_line_says_what_it_does(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lab, "choose_profile", lambda name, hardware: TINY if name == "quick" else None)
    lab.main(["--profile", "quick", "--results", str(tmp_path)])
    said = capsys.readouterr().out
    assert "Running on" in said and str(TINY) in said and "8 results are in" in said


# Tables


@pytest.fixture(scope="module")
def made():
    """A table made by hand: two settings, three seeds, one of them diverged."""
    rows = [
        (8, "none", "batch", seed, loss, error, "finished" if loss == loss else "diverged")
        for seed, loss, error in ((0, 1.0, 0.10), (1, 3.0, 0.30), (2, math.nan, math.nan))
    ]
    table = pandas.DataFrame(rows, columns=["depth", "shortcut", "norm", "seed", "loss", "test_error", "status"])
    return table.assign(widths="8/16/32", epochs=6, learning_rate=0.1, precision="float32").assign(
        train_error=table.test_error / 2, seconds=2.0, parameters=100
    )


def test_the_summary_has_the_median_and_the_range(made):
    row = lab.summary(made).iloc[0]
    assert row["training loss"] == "2.000 (1.000 to 3.000)" and row["test error %"] == "20.0 (10.0 to 30.0)"
    assert row["training error %"] == "10.0 (5.0 to 15.0)"
    assert (row.runs, row.diverged, row.parameters, row.seconds) == (3, 1, 100, 2.0)
    assert lab.summary(made[:1])["training loss"].item() == "1.000"


def test_the_summary_names_the_settings_that_vary(made):
    assert list(lab.summary(made).columns[:3]) == ["depth", "shortcut", "parameters"]
    both = lab.summary(pandas.concat([made, made.assign(norm="none", epochs=15)]))
    assert list(both.columns[:4]) == ["depth", "shortcut", "norm", "epochs"] and len(both) == 2


def test_an_empty_table_has_its_columns():
    empty = lab.table(TINY, Results())
    assert len(empty) == 0 and {"depth", "loss", "status"} <= set(empty.columns)
    assert len(lab.summary(empty)) == 0


def test_the_published_numbers_are_those_of_the_paper():
    """He et al. 2015, table 6; the parameters are the network's own, rounded as there."""
    found = lab.published()
    assert (100 * found.test_error).round(2).tolist() == [8.75, 7.51, 7.17, 6.97, 6.43]
    assert found.depth.tolist() == [20, 32, 44, 56, 110] and "best of 5" in found.protocol.iloc[-1]
    for row in found.itertuples():
        digits = -5 if row.depth == 110 else -4
        assert round(count_parameters(CifarNet(row.depth)), digits) == row.parameters
