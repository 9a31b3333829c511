"""stacked: what a network learns in a stack is what it learns alone."""

import math

import pytest
import torch
from torch import nn

from course_utils.data import digits, spirals
from course_utils.networks.staged import UniformNet, seeded
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe, train
from course_utils.training.stacked import train_stacked

CPU = choose_hardware("cpu")
ADAM = Recipe(epochs=2, learning_rate=0.005, batch_size=50, optimiser="adam", weight_decay=0)
SGD = Recipe(epochs=2, learning_rate=0.05, batch_size=64, weight_decay=1e-3)


def networks(count=3, shortcut="identity"):
    made = []
    for seed in range(count):
        with seeded(seed):
            made.append(UniformNet(3, shortcut, channels=4).double())
    return made


@pytest.fixture(scope="module")
def data():
    whole = digits()
    parts = whole.train_inputs[:220].double(), whole.train_labels[:220]
    return type(whole)(whole.name, *parts, whole.test_inputs[:50].double(), whole.test_labels[:50], whole.classes)


@pytest.mark.parametrize("recipe", [ADAM, SGD], ids=["adam", "sgd"])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_a_stack_learns_what_each_learns_alone(data, recipe, shortcut):
    """Weights, statistics and histories, to rounding in float64; the last batch is smaller than the others."""
    together, alone = networks(shortcut=shortcut), networks(shortcut=shortcut)
    histories = train_stacked(together, data, recipe, (5, 6, 7), CPU)
    for network, single, history, seed in zip(together, alone, histories, (5, 6, 7), strict=True):
        expected = train(single, data, recipe, seed, CPU, progress=False)
        torch.testing.assert_close(network.state_dict(), single.state_dict(), rtol=1e-6, atol=1e-8)
        assert history.status == "finished" and not network.training
        for row, other in zip(history.rows, expected.rows, strict=True):
            assert row["loss"] == pytest.approx(other["loss"], rel=1e-4) and row["accuracy"] == other["accuracy"]


def test_the_order_of_the_batches_is_each_networks_own(data):
    first, second = networks(1) + networks(1)
    train_stacked((first, second), data, ADAM, (0, 1), CPU)
    assert not torch.equal(first.head[-1].weight, second.head[-1].weight)


def test_a_network_is_looked_at_after_each_epoch(data):
    made, seen = networks(2), []
    histories = train_stacked(made, data, ADAM, (0, 1), CPU, lambda network: seen.append(network) or {"extra": 1})
    assert seen == made * 2 and all(row["extra"] == 1 for history in histories for row in history.rows)
    assert [row["epoch"] for row in histories[1].rows] == [1, 2]


def test_one_that_diverges_disturbs_no_other(data):
    made, alone = networks(2), networks(1)[0]
    with torch.no_grad():
        made[1].stem.weight.fill_(math.nan)
    histories = train_stacked(made, data, SGD, (0, 1), CPU)
    train(alone, data, SGD, 0, CPU, progress=False)
    assert [history.status for history in histories] == ["finished", "diverged"]
    torch.testing.assert_close(made[0].state_dict(), alone.state_dict(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("recipe", "seeds"), [(Recipe(padding=1), (0, 1)), (Recipe(), (0,))])
def test_what_does_not_fit_is_refused(recipe, seeds):
    made = [nn.Linear(2, 2) for _ in range(2)]
    with pytest.raises(ValueError, match="without padding, and one seed each"):
        train_stacked(made, spirals(20), recipe, seeds, CPU)
