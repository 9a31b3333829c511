"""networks.wired: the equation by hand, the twins' weights, and skips as text."""

import itertools
import random

import pytest
import torch

from course_utils.networks.staged import ResidualMLP
from course_utils.networks.wired import DEEPEST, ORDERS, Wiring, skips, wired, written

CHAIN = tuple((place, place + 1) for place in range(6))
PAIRS = list(itertools.combinations(range(DEEPEST + 1), 2))


def by_hand(network, x):
    """The stack written out with the weights of the network."""
    wiring, stream = network.wiring, [network.stem(x)]
    for place in range(wiring.depth):
        weight = next(part for part in network.blocks[place] if isinstance(part, torch.nn.Linear))
        norm = (lambda x: torch.nn.functional.layer_norm(x, x.shape[1:])) if wiring.norm else (lambda x: x)
        branch = {
            "pre-activation": lambda x, norm=norm, weight=weight: weight(norm(x).relu()),
            "ReLU before addition": lambda x, norm=norm, weight=weight: norm(weight(x)).relu(),
            "post-activation": lambda x, norm=norm, weight=weight: norm(weight(x)),
        }[wiring.order]
        total = wiring.scale * branch(stream[-1]) + sum(stream[a] for a, b in wiring.skips if b == place + 1)
        stream.append(total.relu() if wiring.order == "post-activation" else total)
    return stream


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("norm", [False, True])
@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_the_equation(order, norm, scale):
    wiring = Wiring(6, ((0, 1), (1, 2), (0, 5), (2, 6), (4, 6)), order, norm, scale)
    network, x = wired(wiring), torch.randn(5, 2)
    for found, expected in zip(network.states(x), by_hand(network, x), strict=True):
        torch.testing.assert_close(found, expected)
    torch.testing.assert_close(network(x), network.head(network.states(x)[-1]))


def test_skips_change_no_weight():
    plain, residual, deeper = (wired(Wiring(depth, wires)) for depth, wires in ((6, ()), (6, CHAIN), (9, CHAIN)))
    for other in (residual, deeper):
        for block, twin in zip(plain.blocks, other.blocks, strict=False):
            torch.testing.assert_close(block[1].weight, twin[1].weight, rtol=0, atol=0)
        torch.testing.assert_close(plain.stem[1].weight, other.stem[1].weight, rtol=0, atol=0)
    torch.testing.assert_close(plain.head.weight, residual.head.weight, rtol=0, atol=0)
    assert not torch.equal(plain.head.weight, wired(Wiring(6), seed=1).head.weight)


def test_it_starts_at_zero_where_asked():
    states = wired(Wiring(6, CHAIN, initial="zero")).states(torch.randn(5, 2))
    torch.testing.assert_close(states[-1], states[0])
    assert not wired(Wiring(6, initial="zero")).states(torch.randn(5, 2))[1].any()


def test_he_changes_the_blocks_alone():
    ours, his = wired(Wiring(20)), wired(Wiring(20, initial="He"))
    spread = [torch.stack([block[1].weight for block in network.blocks]).std().item() for network in (ours, his)]
    assert spread == pytest.approx([(1 / 48) ** 0.5, (2 / 16) ** 0.5], rel=0.05)
    assert not any(block[1].bias.any() for block in his.blocks) and all(block[1].bias.any() for block in ours.blocks)
    torch.testing.assert_close(ours.stem[1].weight, his.stem[1].weight, rtol=0, atol=0)


def test_a_chain_of_skips_is_the_residual_network_of_the_course():
    """One oracle that is not ours to write: `ResidualMLP` of one-layer branches, with these weights."""
    network = wired(Wiring(6, CHAIN, scale=1.0), inputs=64, classes=10)
    other = ResidualMLP(6, 16)
    for block, ours in zip(other.blocks, network.blocks, strict=True):
        block.residual = ours
    other.stem, other.head = network.stem, network.head
    x = torch.randn(3, 1, 8, 8)
    torch.testing.assert_close(network(x), other(x))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"depth": 0}, "1 to 40"),
        ({"depth": 41}, "1 to 40"),
        ({"order": "upside down"}, "pre-activation"),
        ({"initial": "one"}, "PyTorch"),
        ({"depth": 3, "skips": ((2, 4),)}, "2-4"),
        ({"depth": 3, "skips": ((2, 2),)}, "2-2"),
    ],
)
def test_a_wrong_wiring_is_refused_in_words(settings, said):
    with pytest.raises(ValueError, match=said):
        Wiring(**settings)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("2-5", ((2, 5),)),
        ("0-12/3", ((0, 3), (3, 6), (6, 9), (9, 12))),
        ("0-5/2", ((0, 2), (2, 4))),
        ("3-4, 0-2/1", ((0, 1), (1, 2), (3, 4))),
    ],
)
def test_skips_are_read(text, found):
    assert skips(text) == found


@pytest.mark.parametrize("seed", range(40))
def test_what_is_written_is_read_again(seed):
    draw = random.Random(seed)
    chosen = draw.sample(PAIRS, draw.randrange(80)) if seed % 2 else draw.sample(PAIRS[:60], draw.randrange(60))
    assert skips(written(tuple(chosen))) == tuple(sorted(chosen))


def test_chains_are_written_short():
    assert written(CHAIN) == "0-6/1"
    assert written(tuple(pair for pair in CHAIN if pair != (3, 4))) == "0-3/1 4-6/1"
    assert written(((0, 4), (4, 8), (1, 3))) == "1-3 0-8/4"


@pytest.mark.parametrize("text", ["5-2", "2-2", "a-b", "0-12/13", "0-12/", "7"])
def test_what_is_no_skip_is_refused_in_words(text):
    with pytest.raises(ValueError, match="is no skip"):
        skips(text)


def test_it_prints_its_wiring():
    assert "6 blocks, skips 0-6/1" in str(wired(Wiring(6, CHAIN)))
