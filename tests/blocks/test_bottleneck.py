"""blocks.bottleneck: torchvision's block with the same weights, the plain twin, groups, what does not fit."""

import pytest
import torch
from torch import nn
from torchvision.models.resnet import Bottleneck

from course_utils.blocks import BottleneckBlock
from course_utils.networks.staged import count_parameters, seeded


def images(channels, size=6, count=3):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(0))


def torchvisions(c_in, mid, c_out, stride, groups):
    """The same block from torchvision, where `mid = int(planes * base_width / 64) * groups`."""
    fits = c_in == c_out and stride == 1
    down = None if fits else nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))
    return Bottleneck(c_in, c_out // 4, stride, down, groups, base_width=64 * mid // groups * 4 // c_out)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("c_in", "mid", "c_out", "stride", "groups"),
    [
        (32, 8, 32, 1, 1),
        (16, 8, 32, 1, 1),
        (32, 16, 64, 2, 1),
        (64, 32, 64, 1, 8),
        (32, 32, 64, 2, 16),
        (64, 32, 64, 1, 1),
    ],
    ids=["identity", "first of stage 1", "stride", "ResNeXt", "ResNeXt with stride", "wide"],
)
def test_torchvisions_block_with_the_same_weights(c_in, mid, c_out, stride, groups, training):
    with seeded(0):
        ours = BottleneckBlock(c_in, mid, c_out, stride, "projection", groups)
    theirs = torchvisions(c_in, mid, c_out, stride, groups)
    assert count_parameters(ours) == count_parameters(theirs)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    x = images(c_in)
    torch.testing.assert_close(ours.train(training)(x), theirs.train(training)(x), rtol=1e-5, atol=1e-5)


def test_the_plain_twin_has_the_same_weights_and_lacks_the_input():
    blocks = {}
    for shortcut in ("identity", "none"):
        with seeded(3):
            blocks[shortcut] = BottleneckBlock(8, 2, 8, shortcut=shortcut)
    for mine, other in zip(blocks["identity"].parameters(), blocks["none"].parameters(), strict=True):
        assert torch.equal(mine, other)
    x = images(8)
    branch = blocks["identity"].residual(x)
    torch.testing.assert_close(blocks["identity"](x), (x + branch).relu())
    torch.testing.assert_close(blocks["none"](x), branch.relu())


def test_a_silent_branch_leaves_the_shortcut():
    block = BottleneckBlock(8, 2, 8)
    nn.init.zeros_(block.residual[7].weight)
    x = images(8)
    assert torch.equal(block(x), x.relu())


def test_groups_do_not_see_each_other():
    block = BottleneckBlock(16, 8, 16, groups=4, shortcut="none")
    x = images(8).requires_grad_()
    (gradient,) = torch.autograd.grad(block.residual[3](x)[:, :2].sum(), x)
    assert gradient[:, :2].abs().max() > 0 and gradient[:, 2:].eq(0).all()


@pytest.mark.parametrize("size", [5, 6])
def test_stride_halves_and_rounds_up(size):
    assert BottleneckBlock(8, 4, 16, 2, "padding")(images(8, size)).shape == (3, 16, 3, 3)


def test_gradcheck():
    with seeded(0):
        block = BottleneckBlock(4, 2, 4, groups=2).double().eval()
    assert torch.autograd.gradcheck(block, images(4, 3, 2).double().requires_grad_())


@pytest.mark.parametrize("groups", [0, 3, 16])
def test_groups_must_share_out_evenly(groups):
    with pytest.raises(ValueError, match=f"{groups} groups cannot share out 8 input and 8 output"):
        BottleneckBlock(32, 8, 32, groups=groups)


def test_an_identity_must_fit():
    with pytest.raises(ValueError, match="cannot turn 64 channels into 256"):
        BottleneckBlock(64, 64, 256)
