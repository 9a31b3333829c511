"""budget_costs: costs against their formulas, and switches that change no number."""

import math
from dataclasses import replace

import pytest
import torch

from course_utils.cost import timing
from course_utils.cost.designs import Design
from course_utils.data import pictograms
from course_utils.lab import budget_costs
from course_utils.lab.equal_budgets import profiles
from course_utils.system.device import Hardware
from tests.lab import tiny
from tests.lab.tiny import CPU

DATA = pictograms(40, 10)
DESIGNS = {"basic": Design("basic", 1, 8, resolution=8), "bottleneck": Design("bottleneck", 1, 2, resolution=8)}
TINY = replace(tiny.BUDGETS, contenders=DESIGNS, seeds=(0, 1, 2))


# What it costs


def test_costs_are_those_of_the_designs_on_paper():
    found = budget_costs.costs(TINY, DATA, batch=8, rounds=1, hardware=CPU).set_index("contender")
    for name, design in DESIGNS.items():
        row = found.loc[name]
        assert (row.parameters, row.layers) == (design.spends("parameters"), design.depth)
        assert row.multiply_adds == design.spends("multiply_adds")
        assert math.isnan(row.peak_bytes)  # only a CUDA GPU keeps a record
        assert 0 < row.low <= row.seconds <= row.high and row.images_per_second == pytest.approx(8 / row.seconds)


def test_the_memory_of_an_image_does_not_depend_on_the_batch():
    few, many = (budget_costs.costs(TINY, DATA, batch, 1, CPU).kept_bytes for batch in (8, 32))
    assert (few / many - 1).abs().max() < 0.05  # statistics of norms are kept once a batch


def test_the_bottleneck_of_the_lab_keeps_more_than_twice_as_much():
    contest = profiles()["quick"].only("wide", "bottleneck")
    kept = budget_costs.costs(contest, DATA, 16, 1, CPU).set_index("contender").kept_bytes
    assert kept["bottleneck"] > 2 * kept["wide"]


def test_a_training_step_is_a_step_of_gradient_descent():
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 3))
    inputs, labels = torch.rand(5, 3, 2, 2), torch.tensor([0, 1, 2, 0, 1])
    before = network[1].weight.detach().clone()
    loss = torch.nn.functional.cross_entropy(network(inputs), labels)
    (gradient,) = torch.autograd.grad(loss, network[1].weight)
    budget_costs.as_function(network, inputs, labels, CPU)()
    torch.testing.assert_close(network[1].weight, before - 0.1 * (gradient + 1e-4 * before))


# Switches


def test_a_cpu_is_asked_for_the_layout_alone():
    found = budget_costs.switches(TINY.jobs()[0], DATA, 8, 2, CPU)
    assert found.switch.tolist() == ["none", "channels_last"] and found.contender.unique().tolist() == ["basic"]
    assert (found[["first", "seconds", "gain"]] > 0).all(axis=None) and found.gain[0] == 1 and found.repaid[0] == 0


def test_a_gpu_is_asked_for_all_and_an_old_one_for_all_but_half_precision():
    new = Hardware(torch.device("cuda"), "pretended", torch.bfloat16)
    old = Hardware(torch.device("cuda"), "pretended")
    assert budget_costs._possible(new) == list(budget_costs.SWITCHES)
    assert budget_costs._possible(old) == ["none", "channels_last", "torch.compile"]


def pretend(monkeypatch, seconds, first=None):
    """All switches on a machine whose clock is made up: a step takes `seconds[switch]`, a first step ten times that.

    But `first[switch]` where that is given.
    """
    now, asked = [0.0], []

    def step_of(trial, data, batch, hardware, on=()):
        asked.append(on)
        taken = {"calls": 0}

        def step():
            taken["calls"] += 1
            now[0] += (first or {}).get(on, 10 * seconds[on]) if taken["calls"] == 1 else seconds[on]

        return step

    monkeypatch.setattr(budget_costs, "_step_of", step_of)
    monkeypatch.setattr(budget_costs, "_possible", lambda hardware: list(budget_costs.SWITCHES))
    monkeypatch.setattr(budget_costs.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(timing, "_clock", lambda hardware: lambda: now[0])
    return asked


def test_gain_and_repayment_are_arithmetic(monkeypatch):
    seconds = dict(zip(budget_costs.SWITCHES.values(), (4.0, 2.0, 4.0, 1.0, 0.5), strict=True))
    asked = pretend(monkeypatch, seconds)
    found = budget_costs.switches(TINY.jobs()[0], DATA, 8, 3, CPU).set_index("switch")
    assert found.gain.tolist() == pytest.approx([1, 2, 1, 4, 8])
    assert found["first"].tolist() == pytest.approx([40, 20, 40, 10, 5])
    assert found.repaid["mixed precision"] == math.inf and found.repaid["channels_last"] == 0
    assert set(asked) == set(budget_costs.SWITCHES.values())


@pytest.mark.parametrize(
    ("extra", "won", "steps"),
    [(10.0, 3.0, 4), (9.0, 3.0, 3), (0.1, 3.0, 1), (-2.0, 3.0, 0), (10.0, 0.0, math.inf), (10.0, -1.0, math.inf)],
)
def test_a_slow_start_is_repaid_by_whole_steps(extra, won, steps):
    """Three and a third are four: after the third, some of it is still owed."""
    assert budget_costs.repaid(extra, won) == steps


def test_a_table_says_when_a_slow_start_is_repaid(monkeypatch):
    seconds = dict.fromkeys(budget_costs.SWITCHES.values(), 1.0) | {("compile",): 0.75}
    pretend(monkeypatch, seconds, first={("compile",): 11.0})
    rows = budget_costs.switches(TINY.jobs()[0], DATA, 8, 3, CPU).set_index("switch")
    assert rows["first"]["torch.compile"] == 11 and rows["first"]["none"] == 10
    assert rows.repaid["torch.compile"] == 4 and rows.repaid["none"] == 0


def test_compilation_is_asked_of_torch_and_precision_of_autocast(monkeypatch):
    seen = []
    monkeypatch.setattr(torch, "compile", lambda network: seen.append("compiled") or network)
    hardware = Hardware(torch.device("cpu"), "pretended", torch.bfloat16)
    monkeypatch.setattr(Hardware, "autocast", lambda self: seen.append(self.precision) or torch.enable_grad())
    for name, on in budget_costs.SWITCHES.items():
        seen.clear()
        budget_costs._step_of(TINY.jobs()[0], DATA, 4, hardware, on)()
        assert ("compiled" in seen) == (name in ("torch.compile", "all three"))
        assert (torch.bfloat16 in seen) == (name in ("mixed precision", "all three"))


def test_the_layout_trains_to_the_same_weights():
    trial, batch = TINY.jobs()[0], DATA.train_inputs[:8]
    trained = []
    for layout in (torch.contiguous_format, torch.channels_last):
        network = trial.build().to(memory_format=layout).train()
        step = budget_costs.as_function(network, batch, DATA.train_labels[:8], CPU)
        step(), step()
        trained.append([parameter.detach() for parameter in network.parameters()])
    for one, other in zip(*trained, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)
