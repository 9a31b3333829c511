"""timing: turns, warm-up, medians; by counting calls and with a clock of our own, never by the wall clock."""

import itertools

import pytest
import torch
from torch import nn

from course_utils.cost import timing
from course_utils.cost.timing import FULL, compare, filling_batch, forward, measure, training_step
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


class Accelerator:
    """A device on a fake clock: a call lasts as long as it says, and the clock stands still otherwise."""

    device, now = torch.device("meta"), 0.0

    def synchronise(self):
        pass

    def lasting(self, seconds):
        def call():
            self.now += seconds

        return call


@pytest.fixture
def accelerator(monkeypatch):
    made = Accelerator()
    monkeypatch.setattr(timing, "_clock", lambda _: lambda: made.now)
    return made


def launches_and_work(accelerator, launches, work):
    """Candidates whose time is that of their launches until the work of the batch takes longer."""
    return lambda batch: {
        name: accelerator.lasting(max(launches, share * work * batch)) for name, share in (("whole", 1), ("half", 0.5))
    }


@pytest.mark.parametrize(("work", "batch"), [(1.0, 8), (0.01, 32), (0.001, 256)])
def test_the_batch_grows_until_every_candidate_takes_longer(accelerator, work, batch):
    """The half is full from the batch on at which 0.5 work batch reaches the launches' 0.125 s."""
    found = filling_batch(launches_and_work(accelerator, 0.125, work), 8, 4096, accelerator)
    assert found == batch
    assert 0.5 * work * 2 * found >= FULL * 0.125


def test_the_batch_ends_at_the_most_and_where_memory_does(accelerator):
    assert filling_batch(launches_and_work(accelerator, 1, 0), 8, 100, accelerator) == 64
    waits = launches_and_work(accelerator, 1, 0)

    def too_large(batch):
        if batch > 32:
            raise torch.OutOfMemoryError
        return waits(batch)

    assert filling_batch(too_large, 8, 4096, accelerator) == 32


def test_a_cpu_is_full_and_not_asked(hardware):
    assert filling_batch(lambda batch: pytest.fail("asked"), 8, hardware=hardware) == 8


def test_an_accelerator_is_warmed_up_for_longer(accelerator):
    calls = []
    measure(lambda: calls.append(0), 2, accelerator)
    assert len(calls) == 3 + 2


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
