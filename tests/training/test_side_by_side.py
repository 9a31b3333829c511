"""race: side by side is the same as one after the other, and one can stop at any step."""

import itertools
import math

import pytest
import torch
from torch import nn

from course_utils.data import digits
from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.staged import seeded
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe, train
from course_utils.training.side_by_side import Lane, race

RECIPE = Recipe(epochs=1, learning_rate=2e-3, optimiser="adam", weight_decay=0, batch_size=256)
CPU = choose_hardware("cpu")


def make(shortcut="identity"):
    with seeded(0):
        return DeepStack(5, 8, shortcut)


def test_a_race_of_one_is_training():
    alone, raced = make(), make()
    history = train(alone, digits(), RECIPE, seed=3, hardware=CPU, progress=False)
    *_, (fraction, last) = race({"only": raced}, digits(), RECIPE, 3, CPU)
    assert fraction == 1 and last.step == last.steps == 6 == len(last.lanes["only"].losses)
    for one, other in zip(alone.parameters(), raced.parameters(), strict=True):
        torch.testing.assert_close(one, other)
    assert last.lanes["only"].losses[0] == pytest.approx(math.log(10), rel=0.5) and history.status == "finished"


def test_two_lanes_do_not_touch():
    alone, left, right = make(), make(), make("none")
    *_, first = race({"a": alone}, digits(), RECIPE, 0, CPU)
    *_, both = race({"a": left, "b": right}, digits(), RECIPE, 0, CPU)
    assert first[1].lanes["a"].losses == both[1].lanes["a"].losses
    assert both[1].lanes["b"].losses != both[1].lanes["a"].losses


def test_it_can_be_stopped_and_yields_after_each_step():
    steps = [race.step for _, race in itertools.islice(race({"a": make()}, digits(), RECIPE, 0, CPU), 2)]
    assert steps == [1, 2]


def test_a_diverged_network_keeps_its_place():
    broken = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    nn.init.constant_(broken[1].weight, math.inf)
    *_, (_, last) = race({"broken": broken, "well": make()}, digits(), RECIPE, 0, CPU)
    assert not math.isfinite(last.lanes["broken"].losses[-1]) and math.isfinite(last.lanes["well"].losses[-1])
    assert len(last.lanes["broken"].losses) == len(last.lanes["well"].losses) == 6


def test_a_diverged_network_is_trained_no_more():
    broken, calls = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), []
    nn.init.constant_(broken[1].weight, math.inf)
    broken.register_forward_hook(lambda *_: calls.append(1))
    list(race({"broken": broken}, digits(), RECIPE, 0, CPU))
    assert len(calls) == 1


def test_recent_accuracy():
    assert math.isnan(Lane().recent())
    assert Lane([], [0.0, 0.5, 1.0]).recent(2) == 0.75
