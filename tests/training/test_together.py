"""together: networks trained as one learn what each would have learnt alone; what diverges says so."""

import pytest
import torch
from torch import nn

from course_utils.blocks import OrderedMLPBlock
from course_utils.data import Dataset
from course_utils.networks.staged import ResidualMLP, RowTransformer, VectorNet, seeded
from course_utils.training.loop import Recipe, evaluate, train
from course_utils.training.together import scores, sweep, train_together


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
    train_together(networks, data, Recipe(**recipe), rates, seeds)
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


def test_what_diverged_is_infinitely_wrong_and_spoils_no_other(data):
    table = sweep(lambda seed: built("mlp", seed), data, Recipe(epochs=2), (0.01, 1e6), (0,))
    assert torch.tensor(table.loss).isinf().tolist() == [False, True]
    assert table.accuracy[1] == table.test[1] == 0


def test_dropout_draws_for_each_network(data):
    with seeded(0):
        networks = [nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Dropout(0.5)) for _ in range(2)]
    networks[1].load_state_dict(networks[0].state_dict())
    train_together(networks, data, Recipe(epochs=1), (0.1, 0.1), (0, 0))
    assert not torch.equal(networks[0][1].weight, networks[1][1].weight)


@pytest.mark.parametrize(("rates", "recipe"), [((0.1,), Recipe()), ((0.1, 0.1), Recipe(padding=1))])
def test_what_cannot_be_trained_together_is_refused(data, rates, recipe):
    with pytest.raises(ValueError, match="a rate and a seed each"):
        train_together([built("mlp", 0), built("mlp", 1)], data, recipe, rates, (0, 1))
