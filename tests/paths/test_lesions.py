import itertools

import pytest
import torch
from scipy.stats import kendalltau
from torch import nn

from course_utils.data import digits
from course_utils.networks.staged import CifarNet, ResidualMLP, UniformNet, seeded, states
from course_utils.paths.lesions import (
    accuracy,
    exchangeable,
    kendall,
    lesioned,
    random_lesions,
    random_swaps,
    rearranged,
    single_lesions,
    swapped,
)
from course_utils.training.loop import evaluate


@pytest.fixture(scope="module")
def data():
    found = digits()
    return found.test_inputs[:60], found.test_labels[:60]


@pytest.fixture
def network():
    with seeded(0):
        return UniformNet(5, channels=4).eval()


def by_hand(network, x, places):
    x = network.stem(x)
    for place in places:
        x = network.blocks[place](x)
    return network.head(x)


@pytest.mark.parametrize("shortcut", ["identity", "none"])
@pytest.mark.parametrize(
    ("drop", "order", "places"),
    [
        ((), None, [0, 1, 2, 3, 4]),
        ({2}, None, [0, 1, 3, 4]),
        ({0, 4}, None, [1, 2, 3]),
        ((), [4, 3, 2, 1, 0], [4, 3, 2, 1, 0]),
        ({1}, [1, 4, 0, 3, 2], [4, 0, 3, 2]),
        (range(5), None, []),
    ],
)
def test_a_lesion_runs_the_rest_in_order(data, shortcut, drop, order, places):
    with seeded(0):
        network = UniformNet(5, shortcut, channels=4).eval()
    expected = by_hand(network, data[0], places)
    with lesioned(network, drop, order) as patient:
        torch.testing.assert_close(patient(data[0]), expected)
        assert len(patient.blocks) == len(places)
    torch.testing.assert_close(network(data[0]), by_hand(network, data[0], range(5)))


def test_a_lesion_leaves_the_network_as_it_was_after_an_error_too(network):
    blocks, weights = network.blocks, [parameter.clone() for parameter in network.parameters()]
    with pytest.raises(RuntimeError, match="on purpose"), lesioned(network, {0}):
        raise RuntimeError("on purpose")
    assert network.blocks is blocks
    assert all(torch.equal(a, b) for a, b in zip(weights, network.parameters(), strict=True))


def test_rearranged_does_not_touch_the_network(network, data):
    blocks = network.blocks
    others = rearranged(network, {1}, [4, 1, 0, 2, 3])
    assert network.blocks is blocks and [*others] == [blocks[4], blocks[0], blocks[2], blocks[3]]


def test_a_block_that_changes_the_shape_leaves_its_shortcut(data):
    with seeded(0):
        network = CifarNet(14, "identity", (4, 8, 16), 1).eval()
    with lesioned(network, {2}):
        found = network(data[0])
    x = states(network.blocks, network.stem(data[0]))[2]
    shortcut = network.blocks[2].shortcut(x).relu()
    torch.testing.assert_close(found, network.head(states(network.blocks[3:], shortcut)[-1]))


def test_a_plain_block_that_changes_the_shape_cannot_be_spared(data):
    with seeded(0):
        network = CifarNet(14, "none", (4, 8, 16), 1).eval()
    with lesioned(network, {2}), pytest.raises(RuntimeError, match="channels"):
        network(data[0])


def test_a_dropped_branch_of_zero_changes_nothing(network, data):
    nn.init.zeros_(network.blocks[3].residual[-1].weight)
    whole = evaluate(network, *data)["accuracy"]
    assert accuracy(network, *data, drop={3}) == whole


@pytest.mark.parametrize(
    ("drop", "order", "word"), [({5}, None, "0 to 4"), ((), [0, 1, 2, 3, 3], "once"), ((), [0], "once")]
)
def test_what_is_no_block_is_refused(network, drop, order, word):
    blocks = network.blocks
    with pytest.raises(ValueError, match=word), lesioned(network, drop, order):
        pass
    assert network.blocks is blocks


def test_single_lesions_are_lesions_of_one(network, data):
    found = single_lesions(network, *data)
    for place, value in enumerate(found.tolist()):
        logits = by_hand(network, data[0], [other for other in range(5) if other != place])
        assert value == pytest.approx((logits.argmax(1) == data[1]).float().mean().item())


def test_random_lesions_are_drawn_from_the_seed(network, data):
    table = random_lesions(network, *data, counts=(0, 2, 5), draws=4, seed=1)
    assert table["count"].tolist() == [0] * 4 + [2] * 4 + [5] * 4 and table.draw.tolist() == [0, 1, 2, 3] * 3
    assert table.equals(random_lesions(network, *data, counts=(0, 2, 5), draws=4, seed=1))
    whole, none = evaluate(network, *data)["accuracy"], accuracy(network, *data, drop=range(5))
    assert table.accuracy[:4].eq(whole).all() and table.accuracy[8:].eq(none).all()
    pairs = {accuracy(network, *data, drop=pair) for pair in itertools.combinations(range(5), 2)}
    assert set(table.accuracy[4:8]) <= pairs


def test_random_swaps_measure_their_order(network, data):
    table = random_swaps(network, *data, counts=(0, 1, 20), draws=5, seed=0)
    assert table.tau[:5].eq(1).all() and table.accuracy[:5].eq(evaluate(network, *data)["accuracy"]).all()
    assert table.tau[5:10].lt(1).all() and abs(table.tau[10:].mean()) < 0.6


def test_swaps_stay_within_their_shape(data):
    with seeded(0):
        network = CifarNet(20, "identity", (4, 8, 16), 1)
    groups = exchangeable(network, data[0][:1])
    assert groups == [[0, 1, 2], [4, 5], [7, 8]] and network.training
    order = swapped(range(9), 50, torch.Generator().manual_seed(0), groups)
    assert order[3] == 3 and order[6] == 6 and {*order[:3]} == {0, 1, 2} and {*order[4:6]} == {4, 5}
    assert random_swaps(network, *data, counts=(3,), draws=2).accuracy.between(0, 1).all()


def test_a_swap_exchanges_two():
    for seed in range(10):
        order = swapped(range(6), 1, torch.Generator().manual_seed(seed))
        assert sum(place != number for place, number in enumerate(order)) == 2
    with pytest.raises(ValueError, match="nothing to swap"):
        swapped(range(2), 1, torch.Generator(), [[0], [1]])
    assert swapped(range(2), 0, torch.Generator(), [[0], [1]]) == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_kendall_is_scipys(seed):
    order = torch.randperm(9, generator=torch.Generator().manual_seed(seed)).tolist()
    assert kendall(order) == pytest.approx(kendalltau(range(9), order).statistic)


def test_kendall_needs_two():
    assert kendall([0, 1, 2]) == 1 and kendall([2, 1, 0]) == -1
    with pytest.raises(ValueError, match="two places"):
        kendall([0])


def test_vectors_can_be_operated_on_as_well(data):
    with seeded(0):
        network = ResidualMLP(3, 8)
    assert len(single_lesions(network, *data)) == 3


def test_a_lesioned_unit_keeps_its_projection_and_the_activation_behind_it(data):
    with seeded(0):
        network = CifarNet(8, "projection", (4, 8, 16), in_channels=1).eval()
    first, block, last = network.blocks
    passed = block.shortcut(first(network.stem(data[0])))
    assert (passed < 0).any()  # else there were nothing for the ReLU to do
    with lesioned(network, {1}) as patient:
        torch.testing.assert_close(patient(data[0]), network.head(last(passed.relu())))
