"""blocks.residual: the unit, its shortcuts, the convolutional and the MLP block, their initialisation."""

import pytest
import torch
from torch import nn
from torchvision.models.resnet import BasicBlock

from course_utils.blocks import (
    MLPBlock,
    NoShortcut,
    PaddingShortcut,
    ProjectionShortcut,
    ResidualBlock,
    ResidualUnit,
    make_shortcut,
)
from course_utils.blocks.residual import conv3x3, he_init, make_norm, set_to_zero
from course_utils.networks.staged import count_parameters, seeded


def images(channels=4, size=6, count=3, seed=0, dtype=torch.float32):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def vectors(width=5, count=4, seed=0):
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def randomised(module, seed=1):
    """`module` with random parameters and running statistics: nothing is left at a value that hides a slip."""
    generator = torch.Generator().manual_seed(seed)
    for name, tensor in module.state_dict().items():
        if tensor.is_floating_point():
            noise = torch.randn(tensor.shape, generator=generator)
            tensor.copy_(noise.abs() + 0.5 if "running_var" in name else noise * 0.3)
    return module


# The unit


def test_the_unit_is_f_of_h_plus_F():
    branch, shortcut = nn.Linear(5, 5).double(), nn.Linear(5, 5).double()
    x = vectors()
    unit = ResidualUnit(branch, shortcut, nn.Tanh())
    torch.testing.assert_close(unit(x), torch.tanh(shortcut(x) + branch(x)))
    torch.testing.assert_close(ResidualUnit(branch)(x), x + branch(x))


def test_a_module_that_counts_as_false_is_still_used():
    class Empty(nn.Module):
        def __len__(self):
            return 0

        def forward(self, x):
            return 2 * x

    x = vectors()
    torch.testing.assert_close(ResidualUnit(nn.Identity(), Empty(), Empty())(x), 6 * x)


def test_the_jacobian_is_identity_plus_that_of_the_branch():
    block = MLPBlock(5).double()
    x = vectors(count=1)[0]
    whole = torch.autograd.functional.jacobian(block, x)
    branch = torch.autograd.functional.jacobian(block.residual, x)
    torch.testing.assert_close(whole, torch.eye(5, dtype=torch.float64) + branch)
    assert branch.norm() > 0.1


def test_gradcheck():
    block = MLPBlock(3).double()
    assert torch.autograd.gradcheck(block, vectors(3, 2).requires_grad_())
    block = randomised(ResidualBlock(2, 4, 2, "projection").double()).eval()
    assert torch.autograd.gradcheck(block, images(2, 4, 1, dtype=torch.float64).requires_grad_())


# Shortcuts


def test_no_shortcut_is_zero_of_any_shape():
    block, x = MLPBlock(5, shortcut="none").double(), vectors()
    torch.testing.assert_close(block(x), block.residual(x))
    assert isinstance(make_shortcut("none", 4, 8, 2), NoShortcut)


@pytest.mark.parametrize("size", [5, 6])
@pytest.mark.parametrize(("out_channels", "stride"), [(4, 1), (4, 2), (7, 1), (7, 2), (8, 3)])
def test_padding_subsamples_and_appends_zero_channels(out_channels, stride, size):
    x = images(4, size)
    found = PaddingShortcut(4, out_channels, stride)(x)
    torch.testing.assert_close(found[:, :4], x[:, :, ::stride, ::stride])
    assert found.shape == (3, out_channels, -(-size // stride), -(-size // stride))
    assert (found[:, 4:] == 0).all()
    assert count_parameters(PaddingShortcut(4, out_channels, stride)) == 0


def test_padding_cannot_remove_channels():
    with pytest.raises(ValueError, match=r'8 to 4.*shortcut="projection"'):
        PaddingShortcut(8, 4)


@pytest.mark.parametrize("norm", ["batch", "none"])
def test_a_projection_is_one_matrix_at_each_place(norm):
    shortcut = randomised(ProjectionShortcut(4, 6, 2, norm)).eval()
    x, weight = images(), shortcut[0].weight[:, :, 0, 0]
    expected = torch.einsum("oc,nchw->nohw", weight, x[:, :, ::2, ::2])
    if norm == "batch":
        expected = nn.functional.batch_norm(
            expected, shortcut[1].running_mean, shortcut[1].running_var, shortcut[1].weight, shortcut[1].bias
        )
    else:
        expected = expected + shortcut[0].bias[:, None, None]
    torch.testing.assert_close(shortcut(x), expected)


@pytest.mark.parametrize(("norm", "bias"), [("batch", False), ("none", True)])
def test_a_projection_begins_with_hes_draw(norm, bias):
    with seeded(0):
        conv = ProjectionShortcut(500, 400, 1, norm)[0]
    assert float(conv.weight.detach().var()) == pytest.approx(2 / 500, rel=0.02)
    assert float(conv.weight.detach().abs().max()) > 4 * (2 / 500) ** 0.5  # Gaussian: no edge
    assert (conv.bias is not None) == bias and (not bias or (conv.bias == 0).all())


@pytest.mark.parametrize("kind", ["identity", "padding", "projection"])
def test_where_shapes_agree_every_shortcut_is_the_identity(kind):
    assert isinstance(make_shortcut(kind, 4, 4), nn.Identity)


@pytest.mark.parametrize(("out_channels", "stride"), [(8, 1), (4, 2), (8, 2)])
def test_an_identity_that_cannot_fit_says_what_to_use(out_channels, stride):
    with pytest.raises(ValueError, match=f"4 channels into {out_channels} at stride {stride}.*padding.*projection"):
        ResidualBlock(4, out_channels, stride, "identity")


def test_an_unknown_shortcut_lists_the_choices():
    with pytest.raises(ValueError, match=r"'skip'.*none, identity, padding, projection"):
        make_shortcut("skip", 4, 4)


def test_an_unknown_norm_lists_the_choices():
    with pytest.raises(ValueError, match=r"'layer'.*batch, none"):
        make_norm("layer", 4)


# The convolutional block


@pytest.mark.parametrize(("out_channels", "stride"), [(4, 1), (8, 2), (8, 1)])
@pytest.mark.parametrize("training", [True, False])
def test_the_block_is_torchvisions_basic_block(out_channels, stride, training):
    ours = randomised(ResidualBlock(4, out_channels, stride, "projection"))
    downsample = None
    if out_channels != 4 or stride != 1:
        downsample = nn.Sequential(nn.Conv2d(4, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels))
        downsample.load_state_dict(ours.shortcut.state_dict())
    theirs = BasicBlock(4, out_channels, stride, downsample)
    for name, index in (("conv1", 0), ("bn1", 1), ("conv2", 3), ("bn2", 4)):
        getattr(theirs, name).load_state_dict(ours.residual[index].state_dict())
    ours.train(training), theirs.train(training)
    torch.testing.assert_close(ours(images()), theirs(images()))


@pytest.mark.parametrize("shortcut", ["none", "padding", "projection"])
@pytest.mark.parametrize("norm", ["batch", "none"])
@pytest.mark.parametrize("size", [5, 8])
@pytest.mark.parametrize(("out_channels", "stride"), [(4, 1), (6, 1), (4, 2), (6, 2)])
def test_shapes(shortcut, norm, size, out_channels, stride):
    side = -(-size // stride)
    block = ResidualBlock(4, out_channels, stride, shortcut, norm)
    assert block(images(size=size)).shape == (3, out_channels, side, side)


def test_the_twins_differ_by_the_shortcut_alone():
    with seeded(3):
        plain = ResidualBlock(4, 8, 2, "none")
    with seeded(3):
        residual = ResidualBlock(4, 8, 2, "padding")
    assert count_parameters(plain) == count_parameters(residual)
    for one, other in zip(plain.parameters(), residual.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    x = images()
    torch.testing.assert_close(plain(x), plain.residual(x).relu())
    torch.testing.assert_close(residual(x), (residual.shortcut(x) + residual.residual(x)).relu())


@pytest.mark.parametrize("norm", ["batch", "none"])
@pytest.mark.parametrize("shortcut", ["identity", "padding", "none"])
def test_zero_init_starts_the_branch_at_zero(norm, shortcut):
    block, x = ResidualBlock(4, 4, 1, shortcut, norm, zero_init=True), images()
    expected = torch.zeros_like(x) if shortcut == "none" else x.relu()
    torch.testing.assert_close(block(x), expected, rtol=0, atol=0)
    assert (block.residual[0].weight != 0).any()


@pytest.mark.parametrize("norm", ["batch", "none"])
def test_a_zero_branch_can_still_learn(norm):
    block = ResidualBlock(4, 4, 1, "identity", norm, zero_init=True)
    block(images()).square().sum().backward()
    last = block.residual[3 if norm == "none" else 4]
    assert last.weight.grad.norm() > 0


# The MLP block


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_mlp_block_is_its_equation(layers):
    block, x = MLPBlock(5, layers).double(), vectors()
    linears = [module for module in block.residual if isinstance(module, nn.Linear)]
    assert len(linears) == layers
    value = x
    for index, linear in enumerate(linears):
        value = (value.relu() if index else value) @ linear.weight.T + linear.bias
    torch.testing.assert_close(block(x), x + value)


@pytest.mark.parametrize("layers", [0, -1])
def test_a_branch_without_layers_is_a_sentence(layers):
    with pytest.raises(ValueError, match=f"at least one weight layer, not {layers}"):
        MLPBlock(5, layers)


def test_one_layer_collapses_to_a_matrix():
    block, x = MLPBlock(5, layers=1).double(), vectors()
    matrix = block.residual[0].weight + torch.eye(5)
    torch.testing.assert_close(block(x), x @ matrix.T + block.residual[0].bias)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_zero_init_makes_the_mlp_block_the_identity(layers):
    block, x = MLPBlock(5, layers, zero_init=True).double(), vectors()
    torch.testing.assert_close(block(x), x, rtol=0, atol=0)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_branch_keeps_the_mean_square(layers):
    with seeded(0):
        block = MLPBlock(800, layers)
    x = torch.randn(200, 800, generator=torch.Generator().manual_seed(0))
    assert float(block.residual(x).detach().square().mean()) == pytest.approx(1, abs=0.1)


# Initialisation


@pytest.mark.parametrize(("after", "gain"), [("relu", 2), ("linear", 1)])
def test_he_initialisation(after, gain):
    layer = nn.Linear(500, 400)
    with seeded(0):
        he_init(layer, after)
    assert float(layer.weight.detach().var()) == pytest.approx(gain / 500, rel=0.02)
    assert float(layer.weight.detach().mean()) == pytest.approx(0, abs=0.001)
    assert (layer.bias == 0).all()


@pytest.mark.parametrize(("norm", "bias"), [("batch", False), ("none", True)])
def test_a_convolution_has_a_bias_only_without_a_norm(norm, bias):
    conv = conv3x3(64, 64, 2, norm)
    assert (conv.bias is not None) == bias
    assert float(conv.weight.detach().var()) == pytest.approx(2 / (9 * 64), rel=0.05)
    assert conv(images(64, 8)).shape == (3, 64, 4, 4)


@pytest.mark.parametrize("layer", [nn.Linear(3, 4), nn.Linear(3, 4, bias=False), nn.BatchNorm2d(3), nn.Conv2d(2, 3, 1)])
def test_set_to_zero(layer):
    set_to_zero(layer)
    assert all((parameter == 0).all() for parameter in layer.parameters())
    assert all(parameter.requires_grad for parameter in layer.parameters())
