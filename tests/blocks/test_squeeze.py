"""blocks.squeeze: torchvision's module with the same weights, its laws, its place in a block."""

import pytest
import torch
from torch import nn
from torchvision.ops import SqueezeExcitation as Theirs

from course_utils.blocks import BottleneckBlock, SqueezeExcitation, squeezed
from course_utils.networks.staged import count_parameters, seeded


def images(channels=32, count=3):
    return torch.randn(count, channels, 5, 4, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("channels", "reduction"), [(32, 16), (32, 4), (20, 16), (7, 1)])
def test_torchvisions_module_with_the_same_weights(channels, reduction):
    with seeded(0):
        ours = SqueezeExcitation(channels, reduction)
    theirs = Theirs(channels, channels // reduction)
    assert count_parameters(ours) == count_parameters(theirs)
    for mine, other in zip((ours.scale[0], ours.scale[2]), (theirs.fc1, theirs.fc2), strict=True):
        other.weight.data, other.bias.data = mine.weight.data[:, :, None, None], mine.bias.data
    x = images(channels)
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-5, atol=1e-5)


def test_one_factor_a_channel_between_0_and_1_for_each_image():
    with seeded(0):
        module, x = SqueezeExcitation(32, 4), images()
    factors = module(x) / x
    torch.testing.assert_close(factors, factors[:, :, :1, :1].expand_as(x), rtol=1e-4, atol=1e-4)
    assert factors.min() > 0 and factors.max() < 1
    assert not torch.allclose(factors[0], factors[1])
    torch.testing.assert_close(module(x)[1:2], module(x[1:2]))


def test_it_ends_the_branch_and_spares_the_shortcut():
    with seeded(0):
        plain = BottleneckBlock(32, 8, 32)
    with seeded(0):
        block = squeezed(BottleneckBlock(32, 8, 32), 32)
    x = images()
    torch.testing.assert_close(block(x), (x + block.residual[-1](plain.residual(x))).relu())
    nn.init.constant_(block.residual[-1].scale[2].bias, -100)
    torch.testing.assert_close(block(x), x.relu())


def test_gradcheck():
    with seeded(0):
        module = SqueezeExcitation(4, 2).double()
    assert torch.autograd.gradcheck(module, images(4, 2).double().requires_grad_())


@pytest.mark.parametrize("reduction", [0, 33])
def test_something_must_be_left(reduction):
    with pytest.raises(ValueError, match="leaves none of 32 channels"):
        SqueezeExcitation(32, reduction)
