"""prices: modules by turns at a batch that fills the device, and their cost in five currencies."""

import pytest
from torch import nn

from course_utils.cost import prices as module
from course_utils.cost.counting import count
from course_utils.cost.prices import CURRENCIES, by_turns, prices
from course_utils.cost.timing import Timing, training_step

PAIR = {"narrow": nn.Linear(4, 2), "wide": nn.Linear(4, 32)}


@pytest.mark.parametrize("shapes", [(4,), {"narrow": (4,), "wide": (3, 4)}])
def test_all_modules_are_timed_at_the_filling_batch(monkeypatch, shapes):
    seen = []

    def how(network, x):
        seen.append((network, tuple(x.shape)))
        return lambda: network(x)

    monkeypatch.setattr(module, "filling_batch", lambda candidates, start, hardware: len(candidates(start)) * start)
    times, batch = by_turns(PAIR, shapes, rounds=2, start=3, how=how)
    assert batch == 6 and list(times) == list(PAIR) and all(each.rounds == 2 for each in times.values())
    each = [shapes if isinstance(shapes, tuple) else shapes[name] for name in PAIR]
    assert [shape for _, shape in seen] == [(size, *shape) for size in (3, 6) for shape in each]


def test_training_steps_by_turns_leave_gradients():
    network = nn.Linear(4, 2)
    times, batch = by_turns({"it": network}, (4,), rounds=1, start=5, how=training_step)
    assert times["it"].median > 0 and batch >= 5 and network.weight.grad is not None


def test_prices_are_those_of_the_counter_and_the_clock():
    times = {name: Timing(seconds, 0, 9, 1, 1, "cpu") for name, seconds in (("narrow", 2.0), ("wide", 5.0))}
    table = prices(PAIR, {"narrow": (4,), "wide": (3, 4)}, times, batch=6)
    assert tuple(table.columns) == CURRENCIES and list(table.index) == list(PAIR)
    cost = count(PAIR["wide"], (6, 3, 4))
    expected = [cost.parameters, cost.multiply_adds, cost.activation_bytes, cost.moved_bytes, 5.0]
    assert table.loc["wide"].tolist() == expected and table["multiply-adds"].tolist() == [6 * 8, 6 * 3 * 128]


def test_names_need_not_be_words():
    """Designs and numbers of groups are names too."""
    networks = {1: nn.Linear(2, 2), (2, "two"): nn.Linear(2, 4)}
    times, batch = by_turns(networks, (2,), rounds=1)
    assert len(prices(networks, (2,), times, batch)) == 2
