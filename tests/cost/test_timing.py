"""timing: turns, warm-up, medians; by counting calls and with a clock of our own, never by the wall clock."""

import itertools

import pytest
import torch
from torch import nn

from course_utils.cost import timing
from course_utils.cost.timing import compare, forward, measure, training_step
from course_utils.system.device import choose_hardware


@pytest.fixture
def hardware():
    return choose_hardware("cpu")


def test_candidates_take_turns_after_one_call_each(hardware):
    calls = []
    compare({name: lambda name=name: calls.append(name) for name in "abc"}, 3, hardware)
    assert "".join(calls) == "abc" * 4


def test_median_and_quartiles(monkeypatch, hardware):
    ticks = itertools.accumulate([0, 1, 0, 5, 0, 2, 0, 100, 0, 3])  # a call lasts 1, 5, 2, 100 and 3 seconds
    monkeypatch.setattr(timing, "_clock", lambda _: lambda: next(ticks))
    found = measure(lambda: None, 5, hardware)
    assert (found.low, found.median, found.high, found.rounds) == (2, 3, 5, 5)
    assert str(found) == "3000.00 ms (quartiles 2000.00 to 5000.00, 5 rounds, 1 thread)"


def test_it_says_what_computed(hardware):
    found = measure(lambda: None, 1, hardware)
    assert (found.threads, found.device) == (torch.get_num_threads(), "cpu") and found.low <= found.median <= found.high


def test_the_device_is_waited_for(hardware):
    waited, calls = [], []

    class Slow:
        device = torch.device("cpu")

        def synchronise(self):
            waited.append(len(calls))

    measure(lambda: calls.append(0), 2, Slow())
    assert waited == [1, 2, 2, 3]  # before the clock starts and before it stops


def test_forward_keeps_nothing_and_training_goes_back():
    net, x = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)), torch.randn(4, 3)
    forward(net, x)()
    assert not net.training and net[0].weight.grad is None and net[1].num_batches_tracked == 0
    step = training_step(net, x)
    step()
    first = net[0].bias.grad.clone()
    step()
    assert net.training and net[1].num_batches_tracked == 2 and torch.equal(net[0].bias.grad, first)


@pytest.mark.parametrize(("candidates", "rounds"), [({}, 3), ({"a": lambda: None}, 0)])
def test_nothing_to_time(candidates, rounds):
    with pytest.raises(ValueError, match="nothing to time"):
        compare(candidates, rounds)
