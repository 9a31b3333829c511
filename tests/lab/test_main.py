"""The command line: one for all experiments, alone and under torchrun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import lab
from course_utils.data import DataNotAvailable, load
from course_utils.lab import __main__ as command
from course_utils.lab.results import Results
from course_utils.lab.together import NoRoom
from course_utils.training.step import Learner
from tests.lab import tiny
from tests.lab.tiny import ALL, BUDGETS, UNITS

COURSE = Path(lab.__file__).parents[2]


@pytest.fixture
def call(tmp_path, monkeypatch):
    """The command line with the tiny profiles; returns the rows in the file."""
    monkeypatch.setattr(command, "choose_profile", lambda name, wish, hardware: ALL[name])

    def call(name, *more):
        command.main([name, "--results", str(tmp_path), *more])
        return Results(tmp_path / f"{name}.jsonl").rows

    return call


@pytest.mark.parametrize("name", ["degradation", "lesions", "continuum"])
def test_it_says_what_it_does(call, capsys, name):
    rows, said = call(name, "--profile", "quick"), capsys.readouterr().out
    assert len(rows) == len(ALL[name].jobs())
    assert "Running on" in said and str(ALL[name]) in said and f"{len(rows)} results are in" in said


@pytest.mark.parametrize("profile", [UNITS, BUDGETS], ids=lambda profile: profile.experiment)
def test_it_tunes_first_and_races_then(call, capsys, profile):
    entries, seeds = len(profile.jobs()) // len(profile.seeds), len(profile.seeds)
    assert len(call(profile.experiment, "--step", "tune")) == 2 * entries
    assert len(call(profile.experiment, "--step", "race")) == (2 + seeds - 1) * entries
    assert f"{seeds * entries} results are in" in capsys.readouterr().out


def test_one_process_does_both_steps_in_one_call(call):
    assert len(call("equal_budgets")) == (2 + 1) * 2


def test_of_several_processes_the_first_call_tunes(call, monkeypatch, tmp_path):
    monkeypatch.setattr("course_utils.lab.sharing.FOLDER", tmp_path / "data")
    for rank in ("0", "1"):
        monkeypatch.setenv("WORLD_SIZE", "2")
        monkeypatch.setenv("RANK", rank)
        rows = call("equal_budgets")
    assert len(rows) == 4 and {row["seed"] for row in rows} == {0}


def test_all_experiments_in_one_go(call, tmp_path, capsys):
    call("all")
    said = capsys.readouterr().out
    for name, profile in ALL.items():
        assert f"{len(profile.jobs())} results are in {tmp_path / name}.jsonl" in said
        assert len(Results(tmp_path / f"{name}.jsonl").rows) >= len(profile.jobs())


def test_a_go_stops_when_its_minutes_are_over_and_goes_on_later(call, tmp_path, capsys):
    call("all", "--minutes", "0")
    said = capsys.readouterr().out
    assert "The time is up" in said and "continuum" not in said and not list(tmp_path.iterdir())
    assert len(call("degradation", "--minutes", "5")) == len(ALL["degradation"].jobs())


def test_an_interrupt_ends_the_go_and_not_one_experiment(call, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("course_utils.lab.job.train_together", stop)
    call("all")
    assert capsys.readouterr().out.count("Stopped by you") == 1


@pytest.mark.parametrize("name", ALL)
def test_a_trial_takes_three_steps_of_four_images_and_its_rows_say_so(call, name, monkeypatch):
    steps = []
    true = Learner.step
    monkeypatch.setattr(Learner, "step", lambda self, batch: steps.append(len(batch[0])) or true(self, batch))
    monkeypatch.setattr("course_utils.lab.sharing.load", lambda name: tiny.load(name.partition("[")[0]).first(12))
    rows = call(name, "--trial", "3")
    assert steps == [4, 4, 4] * len(rows)
    assert {row["data"] for row in rows} == {f"{ALL[name].data}[:12]"} and {row["epochs"] for row in rows} == {1}


def test_other_data_can_be_named(call):
    assert {row["data"] for row in call("degradation", "--data", "pictograms")} == {"pictograms"}


@pytest.mark.parametrize("error", [DataNotAvailable("CIFAR-10 is not here."), NoRoom("No memory is left.")], ids=str)
def test_what_cannot_be_run_ends_with_its_sentence(call, monkeypatch, error):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(command, "run", fails)
    with pytest.raises(SystemExit, match=str(error)):
        call("degradation")


def test_a_wish_that_this_machine_cannot_grant_ends_with_its_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DEVICE", "tpu")
    with pytest.raises(SystemExit, match="No device is called 'tpu'"):
        command.main(["degradation", "--results", str(tmp_path)])
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    with pytest.raises(SystemExit, match="No profile is called 'huge'"):
        command.main(["degradation", "--profile", "huge", "--results", str(tmp_path)])


def test_a_gpu_too_full_to_be_asked_is_a_sentence(monkeypatch, tmp_path):
    """Where nothing at all is left, CUDA fails at the first touch, before any data go there."""

    def fails():
        raise RuntimeError("CUDA error: out of memory")

    monkeypatch.setattr(command, "own_hardware", fails)
    with pytest.raises(SystemExit, match=r"The GPU has no memory left.*another process may fill it"):
        command.main(["degradation", "--results", str(tmp_path)])


def test_an_error_of_another_kind_is_passed_on(monkeypatch, tmp_path):
    def fails():
        raise RuntimeError("no driver")

    monkeypatch.setattr(command, "own_hardware", fails)
    with pytest.raises(RuntimeError, match="no driver"):
        command.main(["degradation", "--results", str(tmp_path)])


def test_a_folder_that_cannot_be_written_is_told_before_hours_of_training(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit, match=r"cannot hold results \(Not a directory\): name a folder by --results"):
        command.main(["degradation", "--results", str(tmp_path / "file" / "results")])
    assert capsys.readouterr().out == ""


def test_what_a_disk_that_fills_up_does_not_take_is_printed(call, monkeypatch, capsys):
    def full(self, lines):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Results, "_append", full)
    call("degradation", "--profile", "quick")
    said = capsys.readouterr().out
    assert ": 0 results are in" in said and "There was no room for these; append them to" in said
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert len(rows) == len(ALL["degradation"].jobs()) and {row["status"] for row in rows} == {"finished"}


@pytest.mark.parametrize(
    ("option", "said"), [("--trial=0", "take one step or more, not 0"), ("--data=mnist", "'mnist'")]
)
def test_an_option_that_makes_no_sense_is_a_sentence(option, said, capsys):
    with pytest.raises(SystemExit):
        command.main(["degradation", option])
    assert said in capsys.readouterr().err


def test_the_data_that_can_be_named_are_those_that_can_be_loaded():
    with pytest.raises(ValueError) as error:
        load("nothing")
    assert str(error.value).endswith(f"Choose one of {', '.join(command.DATA)}.")


def test_an_unknown_experiment_lists_them(capsys):
    with pytest.raises(SystemExit):
        command.main(["contest"])
    assert "degradation" in capsys.readouterr().err


PROGRAM = """
import sys
from course_utils.lab import __main__ as command, sharing
from tests.lab import tiny
sharing.load = tiny.load
command.choose_profile = lambda name, wish, hardware: tiny.ALL[name]
command.main(sys.argv[1:])
"""


def torchrun(folder, program):
    """Run the `program`'s text as two processes of torchrun."""
    (folder / "tiny_lab.py").write_text(program)
    launcher = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "0"]
    arguments = [str(folder / "tiny_lab.py"), "degradation", "--results", str(folder)]
    environment = os.environ | {"COURSE_DEVICE": "cpu", "PYTHONPATH": str(COURSE)}
    return subprocess.run(
        [*launcher, *arguments], capture_output=True, text=True, env=environment, cwd=COURSE, timeout=240
    )


DIES = """
import os, signal, sys, time
from pathlib import Path
from course_utils.lab import job
true, calls = job.train_together, []
kept, late = Path(sys.argv[-1]) / "degradation.jsonl", time.monotonic() + 120
def train(*given):
    calls.append(given)
    if os.environ["RANK"] == "1" and len(calls) == 2:
        while len(kept.read_text().splitlines()) < 3 and time.monotonic() < late:
            time.sleep(0.05)  # until the other process is at work on its third
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ["RANK"] == "0" and len(calls) == 3:
        time.sleep(60)
    return true(*given)
job.train_together = train
"""


def test_torchrun_shares_the_trainings_out_and_a_process_that_dies_ends_the_run_and_loses_no_row(tmp_path):
    """Two processes, started by torchrun itself: every training once, and one file, of two runs as of one."""
    done = torchrun(tmp_path, DIES + PROGRAM)
    assert done.returncode != 0
    assert "Process 0 of 2 ends because it was told to" in done.stderr
    assert "start the same command again, and it goes on from there" in done.stderr
    kept = [json.loads(line) for line in (tmp_path / "degradation.jsonl").read_text().splitlines()]
    assert len(kept) == 3  # one of the process that died, two of the other
    done = torchrun(tmp_path, PROGRAM)
    assert done.returncode == 0 and "Process 1 of 2 is ready" in done.stdout, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "degradation.jsonl").read_text().splitlines()]
    keys = {(row["depth"], row["shortcut"], row["seed"]) for row in rows}
    assert rows[:3] == kept and len(rows) == len(keys) == len(ALL["degradation"].jobs())


def test_the_modules_own_command_answers():
    done = subprocess.run(
        [sys.executable, "-m", "course_utils.lab", "--help"], capture_output=True, text=True, cwd=COURSE
    )
    assert done.returncode == 0 and "torchrun" in done.stdout and "equal_budgets" in done.stdout
