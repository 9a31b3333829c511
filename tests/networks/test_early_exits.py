"""early_exits: twins with the same weights, of which one lets the early heads train its blocks and one does not."""

import pytest
import torch

from course_utils.blocks import PreactivationBlock
from course_utils.networks.early_exits import BlockNet, ExitNet
from course_utils.networks.staged import count_parameters, seeded


def built(kind=ExitNet, **settings):
    with seeded(1):
        return kind(3, lambda c: PreactivationBlock(c, c, 1), channels=4, **settings)


@pytest.fixture(scope="module")
def x():
    return torch.randn(5, 3, 8, 8, generator=torch.Generator().manual_seed(0))


def test_the_last_exit_is_the_network_without_exits(x):
    logits, without = built()(x), built(BlockNet)(x)
    assert logits.shape == (3, 5, 10)
    torch.testing.assert_close(logits[-1], without)
    assert torch.equal(logits, built(shaped=False)(x))
    assert count_parameters(built()) == count_parameters(built(shaped=False))


def test_every_exit_reads_the_state_behind_its_block(x):
    network = built()
    logits, states = network(x), network.states(x)
    assert len(states) == 4 and states[0].shape == (5, 4, 4, 4)
    for head, state, read in zip([*network.exits, network.head], states[1:], logits, strict=True):
        torch.testing.assert_close(head(state), read)


@pytest.mark.parametrize("shaped", [True, False])
def test_early_heads_train_the_blocks_only_where_they_shape_them(x, shaped):
    network = built(shaped=shaped)
    network(x)[0].square().sum().backward()
    reached = [p.grad is not None and bool(p.grad.any()) for p in network.blocks[0].parameters()]
    assert any(reached) == shaped and network.exits[0][-1].weight.grad.any()
    assert not any(p.grad is not None and p.grad.any() for p in network.blocks[1].parameters())


def test_a_network_has_a_block():
    with pytest.raises(ValueError, match="1 or more, not 0"):
        BlockNet(0, lambda c: PreactivationBlock(c, c, 1))
