"""stacked: networks trained as one learn what each would have learnt alone; what diverges says so."""

import math

import pandas
import pytest
import torch
from torch import nn

from course_utils.blocks import OrderedMLPBlock
from course_utils.data import Dataset, digits
from course_utils.networks.row_transformer import RowTransformer
from course_utils.networks.staged import ResidualMLP, UniformNet, VectorNet, seeded
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe, evaluate, train
from course_utils.training.stacked import scores, stacked_epochs, sweep, sweep_over, train_stacked


@pytest.fixture(scope="module")
def data():
    generator = torch.Generator().manual_seed(0)
    inputs, labels = torch.rand(90, 1, 8, 8, generator=generator), torch.arange(90) % 10
    return Dataset("random", inputs[:70], labels[:70], inputs[70:], labels[70:], tuple("0123456789"))


def built(kind, seed):
    with seeded(seed):
        return {
            "mlp": lambda: ResidualMLP(2, 8),
            "batch norm": lambda: VectorNet(2, lambda: OrderedMLPBlock(8), width=8),
            "transformer": lambda: RowTransformer(1, 8),
        }[kind]()


@pytest.mark.parametrize(
    ("kind", "optimiser"),
    [("mlp", "sgd"), ("mlp", "adam"), ("batch norm", "sgd"), ("batch norm", "adam"), ("transformer", "sgd")],
)  # a key's bias has no gradient but rounding, which Adam blows up
def test_each_learns_what_train_would_teach_it(data, kind, optimiser):
    rates, seeds = (0.01, 0.003, 0.01), (0, 0, 1)
    recipe = {"epochs": 2, "batch_size": 32, "optimiser": optimiser}
    networks = [built(kind, seed) for seed in seeds]
    train_stacked(networks, data, Recipe(**recipe), seeds, rates=rates)
    for network, rate, seed in zip(networks, rates, seeds, strict=True):
        alone = built(kind, seed)
        train(alone, data, Recipe(learning_rate=rate, **recipe), seed, progress=False)
        for mine, other in zip(network.state_dict().values(), alone.state_dict().values(), strict=True):
            torch.testing.assert_close(mine, other, rtol=1e-3, atol=1e-4)


def test_scores_are_those_of_evaluate(data):
    networks = [built("batch norm", seed) for seed in range(2)]
    table = scores(networks, data)
    for row, network in zip(table.itertuples(), networks, strict=True):
        training = evaluate(network, data.train_inputs, data.train_labels)
        assert row.loss == pytest.approx(training["loss"], rel=1e-4)
        assert row.accuracy == pytest.approx(training["accuracy"])
        assert row.test == pytest.approx(evaluate(network, data.test_inputs, data.test_labels)["accuracy"])


def test_sweep_has_a_row_for_each_rate_and_seed(data):
    table = sweep(lambda seed: built("mlp", seed), data, Recipe(epochs=1), (0.01, 0.1), range(3))
    assert list(table.rate) == [0.01] * 3 + [0.1] * 3
    assert list(table.seed) == [0, 1, 2] * 2
    assert table.loss.nunique() == 6


def test_a_sweep_over_starts_learns_what_one_sweep_a_start_does(data):
    def build(seed, gain):
        network = built("mlp", seed)
        with torch.no_grad():
            network.blocks[0].residual[-1].weight.mul_(gain)
        return network

    settings = pandas.DataFrame([(2, 0.1, 1), (0, 0.01, 0)], columns=["gain", "rate", "seed"], index=[7, 5])
    together = sweep_over(build, data, Recipe(epochs=2), settings)
    assert together[["gain", "rate", "seed"]].values.tolist() == settings.values.tolist()
    for row in together.itertuples():
        alone = sweep(lambda seed, row=row: build(seed, row.gain), data, Recipe(epochs=2), [row.rate], [row.seed])
        assert row.loss == pytest.approx(alone.loss[0], rel=1e-4)


def test_networks_of_two_architectures_are_refused(data):
    with pytest.raises(ValueError, match="one architecture"):
        train_stacked([built("mlp", 0), nn.Flatten()], data, Recipe(), (0, 1))


def test_what_diverged_is_infinitely_wrong_and_spoils_no_other(data):
    table = sweep(lambda seed: built("mlp", seed), data, Recipe(epochs=2), (0.01, 1e6), (0,))
    assert torch.tensor(table.loss).isinf().tolist() == [False, True]
    assert table.accuracy[1] == table.test[1] == 0


def test_dropout_draws_for_each_network(data):
    with seeded(0):
        networks = [nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Dropout(0.5)) for _ in range(2)]
    networks[1].load_state_dict(networks[0].state_dict())
    train_stacked(networks, data, Recipe(epochs=1), (0, 0))
    assert not torch.equal(networks[0][1].weight, networks[1][1].weight)


@pytest.mark.parametrize(("rates", "recipe"), [((0.1,), Recipe()), ((0.1, 0.1), Recipe(padding=1))])
def test_what_cannot_be_trained_together_is_refused(data, rates, recipe):
    with pytest.raises(ValueError, match="a seed and a rate each"):
        train_stacked([built("mlp", 0), built("mlp", 1)], data, recipe, (0, 1), rates=rates)


# In float64, to rounding

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
def data_in_float64():
    whole = digits()
    parts = whole.train_inputs[:220].double(), whole.train_labels[:220]
    return type(whole)(whole.name, *parts, whole.test_inputs[:50].double(), whole.test_labels[:50], whole.classes)


@pytest.mark.parametrize("recipe", [ADAM, SGD], ids=["adam", "sgd"])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_a_stack_learns_what_each_learns_alone(data_in_float64, recipe, shortcut):
    """Weights, statistics and histories, to rounding in float64; the last batch is smaller than the others."""
    together, alone = networks(shortcut=shortcut), networks(shortcut=shortcut)
    histories = train_stacked(together, data_in_float64, recipe, (5, 6, 7), CPU)
    for network, single, history, seed in zip(together, alone, histories, (5, 6, 7), strict=True):
        expected = train(single, data_in_float64, recipe, seed, CPU, progress=False)
        torch.testing.assert_close(network.state_dict(), single.state_dict(), rtol=1e-6, atol=1e-8)
        assert history.status == "finished" and not network.training
        for row, other in zip(history.rows, expected.rows, strict=True):
            assert row["loss"] == pytest.approx(other["loss"], rel=1e-4) and row["accuracy"] == other["accuracy"]


def test_the_order_of_the_batches_is_each_networks_own(data_in_float64):
    first, second = networks(1) + networks(1)
    train_stacked((first, second), data_in_float64, ADAM, (0, 1), CPU)
    assert not torch.equal(first.head[-1].weight, second.head[-1].weight)


def test_the_loop_can_be_watched_epoch_by_epoch(data_in_float64):
    made, seen = networks(2), []
    for rows in stacked_epochs(made, data_in_float64, SGD, (0, 1), CPU):
        seen.append((rows[1]["epoch"], made[1].stem.weight.sum().item(), made[1].head[0].running_mean.sum().item()))
    assert [epoch for epoch, *_ in seen] == [1, 2] and all(a != b for a, b in zip(*seen, strict=True))


def test_one_that_diverges_disturbs_no_other(data_in_float64):
    made, alone = networks(2), networks(1)[0]
    with torch.no_grad():
        made[1].stem.weight.fill_(math.nan)
    histories = train_stacked(made, data_in_float64, SGD, (0, 1), CPU)
    train(alone, data_in_float64, SGD, 0, CPU, progress=False)
    assert [history.status for history in histories] == ["finished", "diverged"]
    torch.testing.assert_close(made[0].state_dict(), alone.state_dict(), rtol=1e-6, atol=1e-8)
