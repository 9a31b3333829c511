"""sharing: of several processes each has its own jobs and its own GPU, and one downloads for all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from course_utils import lab
from course_utils.lab import sharing
from course_utils.lab.experiments import EXPERIMENTS
from course_utils.system.device import Hardware
from tests.lab.tiny import ALL, CPU, DEPTHS, run

PROFILES = [lab.choose_profile(name, wish) for name in ALL for wish in ("quick", "full")]
PROFILES += [EXPERIMENTS[name]()["short"] for name in ALL]


@pytest.mark.parametrize("ranks", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.experiment}-{profile.name}")
def test_every_job_has_one_owner_and_the_load_is_even(profile, ranks):
    jobs = profile.jobs()
    shares = [sharing.share(jobs, rank, ranks) for rank in range(ranks)]
    assert sorted(map(jobs.index, (job for share in shares for job in share))) == list(range(len(jobs)))
    loads = [sum(job.work for job in share) for share in shares]
    assert max(loads) - min(loads) <= max(job.work for job in jobs)
    assert all(share == sorted(share, key=jobs.index) for share in shares)


# Who downloads

PROGRAM = """
import os, sys, time
from pathlib import Path
from course_utils.lab import sharing
from course_utils.lab.experiments import EXPERIMENTS
sharing.FOLDER = folder = Path(sys.argv[1])
def load(name):
    if not (folder / "there").exists():
        (folder / f"downloaded-by-{os.environ['RANK']}").touch()
        time.sleep(0.5)
        (folder / "there").touch()
sharing.load = load
sharing.load_in_turn("cifar10")
"""


def test_of_two_processes_the_second_waits_for_the_data_and_then_finds_it(tmp_path):
    """Both begin at once; loading takes a while where nobody has done it yet."""
    ranks = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path / "data")],
            env=os.environ | {"RANK": str(rank), "WORLD_SIZE": "2"},
            cwd=Path(lab.__file__).parents[2],
        )
        for rank in (0, 1)
    ]
    assert [process.wait(60) for process in ranks] == [0, 0]
    assert len(list((tmp_path / "data").glob("downloaded-by-*"))) == 1


@pytest.mark.parametrize("ranks", ["1", "2"])
def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path, monkeypatch, asked, ranks):
    (tmp_path / "data").write_text("in the way")
    monkeypatch.setattr(sharing, "FOLDER", tmp_path / "data")
    monkeypatch.setenv("WORLD_SIZE", ranks)
    assert sharing.load_in_turn("digits").name == "tiny pictures" and asked == ["digits"]


def test_one_process_alone_takes_no_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "FOLDER", tmp_path / "data")
    run(DEPTHS.only("none"))
    assert not (tmp_path / "data").exists()


# Whose GPU


@pytest.fixture
def four_gpus(monkeypatch):
    """Pretend four GPUs, each with a name; torchrun says which one is ours."""
    current = [0]
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    monkeypatch.setattr(torch.cuda, "set_device", lambda index: current.__setitem__(0, index))
    monkeypatch.setattr(sharing, "choose_hardware", lambda: Hardware(torch.device("cuda"), f"GPU number {current[0]}"))
    return current


@pytest.mark.parametrize(("said", "index"), [(None, 0), ("0", 0), ("3", 3)])
def test_each_process_names_the_gpu_that_it_runs_on(four_gpus, monkeypatch, said, index):
    if said:
        monkeypatch.setenv("LOCAL_RANK", said)
    assert sharing.own_hardware().name == f"GPU number {index}" and four_gpus == [index]


def test_more_processes_than_gpus_are_a_sentence(four_gpus, monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "4")
    with pytest.raises(SystemExit, match="4 GPUs, too few for so many processes: use --nproc-per-node 4"):
        sharing.own_hardware()


def test_on_a_cpu_nobody_asks_for_a_gpu(monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "7")
    monkeypatch.setattr(sharing, "choose_hardware", lambda: CPU)
    assert sharing.own_hardware() is CPU
