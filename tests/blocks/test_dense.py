"""blocks.dense: torchvision's block and transition with the same weights, who sees whom, checkpoints."""

import pytest
import torch
from torchvision.models.densenet import _DenseBlock, _Transition

from course_utils.blocks import DenseBlock, DenseLayer, Transition
from course_utils.networks.staged import count_parameters, seeded


def images(channels, size=6, count=3):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(0))


def copied(ours, theirs):
    """`theirs` with the weights of `ours`, entry by entry in order."""
    assert count_parameters(ours) == count_parameters(theirs)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    return theirs


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("channels", "layers", "growth"), [(8, 1, 4), (8, 5, 4), (6, 3, 12)])
def test_torchvisions_block_with_the_same_weights(channels, layers, growth, training):
    with seeded(0):
        ours = DenseBlock(channels, layers, growth)
    theirs, x = copied(ours, _DenseBlock(layers, channels, 4, growth, 0.0)).train(training), images(channels)
    torch.testing.assert_close(ours.train(training)(x), theirs(x), rtol=1e-5, atol=1e-5)


def test_torchvisions_transition_with_the_same_weights():
    with seeded(0):
        ours = Transition(8, 4)
    x = images(8, 7)
    torch.testing.assert_close(ours(x), copied(ours, _Transition(8, 4))(x.clone()), rtol=1e-5, atol=1e-5)
    assert ours(x).shape == (3, 4, 3, 3)


def test_the_input_stays_and_every_layer_adds_its_growth():
    x = images(8)
    found = DenseBlock(8, 3, 4)(x)
    assert found.shape == (3, 20, 6, 6) and torch.equal(found[:, :8], x)


def test_a_layer_sees_all_that_came_before():
    layer = DenseLayer(8 + 4 + 4, 4)
    earlier = [image.requires_grad_() for image in (images(8), images(4), images(4) + 1)]
    found = torch.autograd.grad(layer(*earlier).square().sum(), earlier)
    assert all(gradient.abs().max() > 0 for gradient in found)


def test_checkpoints_change_neither_output_nor_gradient():
    with seeded(0):
        block = DenseBlock(6, 4, 4)
    again = DenseBlock(6, 4, 4, checkpointed=True)
    again.load_state_dict(block.state_dict())
    x = images(6).requires_grad_()
    assert torch.equal(block(x), again(x))
    wanted = [[x, *net.parameters()] for net in (block, again)]
    found = [torch.autograd.grad(net(x).square().sum(), w) for net, w in zip((block, again), wanted, strict=True)]
    for mine, other in zip(*found, strict=True):
        torch.testing.assert_close(mine, other)
    with torch.no_grad():
        assert not again(x).requires_grad


def test_gradcheck():
    with seeded(0):
        block = DenseBlock(2, 2, 2).double().eval()
    assert torch.autograd.gradcheck(block, images(2, 3, 2).double().requires_grad_())
