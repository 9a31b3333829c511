"""inverted: torchvision's block with the same weights, a depthwise layer that mixes nothing, and what does not fit."""

import pytest
import torch
from torchvision.models.mobilenetv2 import InvertedResidual

from course_utils.blocks.inverted import InvertedBottleneck, SeparableBlock, separable
from course_utils.networks.staged import count_parameters, seeded


def images(channels, size=6, count=3):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("c_in", "c_out", "stride", "expansion"), [(6, 6, 1, 4), (6, 8, 1, 2), (6, 6, 2, 3)])
def test_torchvisions_block_with_the_same_weights(c_in, c_out, stride, expansion):
    """No number reaches the 6 at which torchvision's ReLU6 would part from a ReLU."""
    with seeded(0):
        ours = InvertedBottleneck(c_in, c_out, stride, expansion)
    theirs = InvertedResidual(c_in, c_out, stride, expansion)
    assert count_parameters(ours) == count_parameters(theirs)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    x = images(c_in)
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-5, atol=1e-5)


def test_a_depthwise_layer_mixes_no_channels_and_the_1x1_does():
    with seeded(0):
        depthwise, _, _, pointwise, _ = separable(4, 6)
    x = images(4)
    moved = x.clone()
    moved[:, 2] += 1
    changed = (depthwise(moved) - depthwise(x)).abs().amax((0, 2, 3)) > 1e-6
    assert changed.tolist() == [False, False, True, False]
    assert ((pointwise(moved) - pointwise(x)).abs().amax((0, 2, 3)) > 1e-6).all()


def test_the_separable_block_has_the_weights_of_the_formula():
    block, c = SeparableBlock(10), 10
    assert count_parameters(block) == 2 * (9 * c + c * c) + 4 * 2 * c
    x = images(c)
    torch.testing.assert_close(block(x), (x + block.residual(x)).relu())


def test_a_branch_narrower_than_its_input_is_refused():
    with pytest.raises(ValueError, match="not 0 times"):
        InvertedBottleneck(4, 4, expansion=0)
