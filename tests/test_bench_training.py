"""bench_training: it runs where there is no GPU, and says what it measured."""

import json
from dataclasses import replace

import pytest
import torch

from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import HE_2015
from course_utils.training.step import Learner
from tests.training import recorded
from tools import bench_lab, bench_training
from tools.bench_bare import Bare, bare_graph

CPU = choose_hardware("cpu")


def test_it_runs_on_this_machine_and_keeps_its_figures(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    kept = tmp_path / "speed.json"
    assert bench_training.main(["--depths", "8", "--together", "1", "2", "--steps", "2", "--json", str(kept)]) == 0
    one, two = json.loads(kept.read_text())["rows"]
    assert (one["depth"], one["networks"], two["networks"]) == (8, 1, 2)
    assert one["trained"] > 0 and two["floor"] == one["floor"] > 0 and one["bare"] > 0
    said = capsys.readouterr().out
    assert "ResNet-8    2 at once" in said and said.count("bare graph") == 2


def test_the_bare_graph_holds_the_step_that_the_loop_takes():
    """Same weights, images and moves: the same weights afterwards. Else the two times could not be compared."""
    data, made = bench_training.photographs(20), [bench_training.network(8, 0) for _ in range(2)]
    learner = Learner(made[0], data, replace(HE_2015, batch_size=16), 0, CPU)
    bare = Bare(made[1], data, CPU, batch=16)
    batch = learner.begin_epoch()[0]
    bare.places, bare.flip, bare.top, bare.left = batch
    for _ in range(2):
        learner.step(batch)
        bare.step()
    for one, other in zip(made[0].parameters(), made[1].parameters(), strict=True):
        torch.testing.assert_close(one, other)
    assert bare.totals[0] == pytest.approx(learner.totals[0].item() / 16, rel=1e-4)


def test_it_is_recorded_with_all_streams_apart_and_cudnn_left_as_it_was(monkeypatch):
    streams, data = recorded.pretend(monkeypatch), bench_training.photographs(20)
    steps = [Bare(bench_training.network(8, seed), data, CPU, batch=4) for seed in range(2)]
    for each in steps:
        each.hardware = Hardware(torch.device("cuda"), "a GPU")
    with bare_graph(steps) as replay:
        assert torch.backends.cudnn.benchmark
        before = [each.totals[0].item() for each in steps]
        replay()
    assert not torch.backends.cudnn.benchmark and not streams.apart
    assert all(each.totals[0].item() > total for each, total in zip(steps, before, strict=True))


def test_the_bar_of_lab_1_is_asked_and_stopped(monkeypatch):
    """All of the profile: its bar has no time left, or a little."""
    monkeypatch.setenv("COURSE_DEVICE", "nothing")
    found = bench_lab.estimate("quick", 100, "--trial", "1", device="cpu")
    assert 0 <= found.passed <= found.minutes < 2 and "lab 1, quick:" in str(found)


def test_a_bar_that_does_not_move_is_no_estimate(monkeypatch, capsys):
    monkeypatch.setattr(bench_lab, "START", 0.1)
    assert bench_lab.main(["quick"]) == 1
    assert "The bar did not move in 0.1 s." in capsys.readouterr().out


@pytest.mark.parametrize(("clock", "minutes"), [("00:30", 0.5), ("12:00", 12), ("1:02:30", 62.5)])
def test_minutes_of_a_clock(clock, minutes):
    assert bench_lab._minutes(clock) == minutes


def test_on_a_gpu_make_bench_asks_lab_1_too_and_has_goals(monkeypatch):
    """Without one nothing has a goal, and lab 1 is left alone."""
    speed = bench_training.Speed(20, 1, 50_000, 11_000, 900_000, 2.0, 61_000)
    asked = []
    monkeypatch.setattr(bench_training, "measure", lambda **_: iter([speed]))
    monkeypatch.setattr(bench_training, "best_at_full_size", lambda folder: ("fashion_mnist", ""))

    def estimate(*given, device):
        """`make bench` has set COURSE_DEVICE to the processor by then, for its panels."""
        asked.append((*given, device))
        return bench_lab.Estimate("", 0.5, 90)

    monkeypatch.setattr(bench_lab, "estimate", estimate)
    monkeypatch.setattr(bench_training, "choose_hardware", lambda wish: CPU)
    (row,) = bench_training.costs(lambda said: None)
    assert row[:4] == ("training ResNet-20, 1 at once, an image", 20.0, None, "µs") and "bare graph 16.4" in row[4]
    gpu = Hardware(torch.device("cuda"), "a GPU")
    monkeypatch.setattr(bench_training, "choose_hardware", lambda wish: gpu)
    rows = list(bench_training.costs(lambda said: None))
    assert rows[0][2] == pytest.approx(1e6 / 55_000)
    assert [row[:4] for row in rows[1:]] == [
        ("lab 1, short, by its own bar", 90, 5.0, "min"),
        ("lab 1, full, by its own bar", 90, 120.0, "min"),
    ]
    assert [given[0] for given in asked] == ["short", "full"] and asked[1][2:] == ("--data", "fashion_mnist", "cuda")
