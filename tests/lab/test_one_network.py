"""one_network: two processes that average their gradients take the steps of one that sees the whole batch."""

import os
import re
import subprocess
import sys

import pytest
import torch

from course_utils.lab import one_network
from course_utils.networks.staged import CifarNet, seeded
from tests.lab.tiny import pictures
from tools.files import COURSE

# Without normalisation, whose statistics are each process's own; both write their weights and their loss.
PROGRAM = """
import os, sys, torch
from functools import partial
from course_utils.lab import one_network
from tests.lab import tiny
one_network.load_in_turn = lambda name: tiny.pictures(count=256)
one_network.CifarNet = partial(one_network.CifarNet, norm="none")
true = one_network.fit
def fit(network, *more):
    found = true(network, *more)
    torch.save((found[0], network.module.state_dict()), sys.argv[1] + os.environ.get("RANK", "0"))
    return found
one_network.fit = fit
one_network.main(["--depth", "8", "--steps", "2"])
"""


def launch(folder, processes, program):
    (folder / "program.py").write_text(program)
    alone = [sys.executable] if processes == 1 else []
    many = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    done = subprocess.run(
        [*(alone or many), str(folder / "program.py"), str(folder / f"of-{processes}-")],
        capture_output=True, text=True, cwd=COURSE, timeout=240,
        env=os.environ | {"COURSE_DEVICE": "cpu", "PYTHONPATH": str(COURSE)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, [torch.load(folder / f"of-{processes}-{rank}") for rank in range(processes)]


def test_two_gloo_processes_take_the_steps_of_one(tmp_path):
    said, ((loss, first), (other_loss, second)) = launch(tmp_path, 2, PROGRAM)
    assert re.search(r"2 processes, [\d,]+ images/s: loss \d\.\d{4}, test error \d+\.\d\d %\.", said)
    assert said.count("processes") == 1 and loss == other_loss
    for name in first:
        torch.testing.assert_close(first[name], second[name], rtol=0, atol=0)
    _, ((alone, whole),) = launch(tmp_path, 1, PROGRAM)
    assert loss == pytest.approx(alone, rel=1e-4)
    for name in first:
        torch.testing.assert_close(first[name], whole[name])
    with seeded(0):
        begin = CifarNet(8, in_channels=1, norm="none").state_dict()
    assert any(not torch.equal(begin[name], first[name]) for name in begin)


def test_one_process_alone_needs_no_torchrun(monkeypatch, capsys):
    monkeypatch.setattr(one_network, "load_in_turn", lambda name: pictures(count=40))
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    one_network.main(["--depth", "8", "--steps", "2"])
    assert "1 processes" in capsys.readouterr().out


def test_missing_data_is_a_sentence(monkeypatch):
    from course_utils.data import DataNotAvailable

    def missing(name):
        raise DataNotAvailable("CIFAR-10 is not on this machine.")

    monkeypatch.setattr(one_network, "load_in_turn", missing)
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    with pytest.raises(SystemExit, match="CIFAR-10 is not on this machine"):
        one_network.main([])
