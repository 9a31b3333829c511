"""The command line: one for all experiments, alone and under torchrun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import lab
from course_utils.lab import __main__ as command
from course_utils.lab.results import Results
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


def test_torchrun_shares_the_trainings_out(tmp_path):
    """Two processes, started by torchrun itself: every training once, and one file."""
    (tmp_path / "tiny_lab.py").write_text(PROGRAM)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "0"]
    program = [str(tmp_path / "tiny_lab.py"), "degradation", "--results", str(tmp_path)]
    environment = os.environ | {"COURSE_DEVICE": "cpu", "PYTHONPATH": str(COURSE)}
    done = subprocess.run(
        [*torchrun, *program], capture_output=True, text=True, env=environment, cwd=COURSE, timeout=240
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "degradation.jsonl").read_text().splitlines()]
    keys = {(row["depth"], row["shortcut"], row["seed"]) for row in rows}
    assert len(rows) == len(keys) == len(ALL["degradation"].jobs())
    assert "Process 1 of 2 is ready" in done.stdout


def test_the_modules_own_command_answers():
    done = subprocess.run(
        [sys.executable, "-m", "course_utils.lab", "--help"], capture_output=True, text=True, cwd=COURSE
    )
    assert done.returncode == 0 and "torchrun" in done.stdout and "equal_budgets" in done.stdout
