"""networks: the CIFAR-style net and the MLP stack, their twins, sizes, states and seeds."""

import re

import pytest
import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.blocks import BottleneckBlock, MLPBlock, NoShortcut, OrderedBlock, PaddingShortcut, ResidualBlock
from course_utils.networks.staged import (
    CifarNet,
    PreactivationNet,
    ResidualMLP,
    StagedNet,
    UniformNet,
    VectorNet,
    blocks_per_stage,
    count_parameters,
    seeded,
    states,
)

SMALL = (4, 6, 8)


def images(count=3, channels=1, size=8, seed=0):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(seed))


def make(kind, seed=0, **settings):
    with seeded(seed):
        if kind is CifarNet:
            return CifarNet(**{"depth": 14, "widths": SMALL, "in_channels": 1} | settings)
        return ResidualMLP(**{"depth": 3, "width": 6} | settings)


# CifarNet


@pytest.mark.parametrize("depth", [8, 14, 20, 56])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_the_depth_counts_the_weight_layers(depth, shortcut):
    net = make(CifarNet, depth=depth, shortcut=shortcut)
    layers = [module for module in net.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    assert len(layers) == depth
    assert len(net.blocks) == (depth - 2) // 2


@pytest.mark.parametrize("depth", [0, 2, 7, 9, 55, -4])
def test_an_impossible_depth_says_which_are_possible(depth):
    with pytest.raises(ValueError, match=rf"6 n \+ 2 .*not {depth}\."):
        CifarNet(depth)


@pytest.mark.parametrize("widths", [(16, 32), (8, 16, 32, 64), ()])
def test_widths_are_three(widths):
    with pytest.raises(ValueError, match=rf"three stages, so widths needs three numbers, not {re.escape(str(widths))}"):
        CifarNet(8, widths=widths)


@pytest.mark.parametrize(("depth", "millions"), [(20, 0.27), (32, 0.46), (44, 0.66), (56, 0.85), (110, 1.7)])
def test_parameters_are_those_of_the_paper(depth, millions):
    """He et al. 2015, table 6."""
    with torch.device("meta"):
        found = count_parameters(CifarNet(depth)) / 1e6
    assert found == pytest.approx(millions, abs=0.05 if millions == 1.7 else 0.005)


@pytest.mark.parametrize("shortcut", ["none", "identity", "projection"])
@pytest.mark.parametrize("norm", ["batch", "none"])
@pytest.mark.parametrize(("channels", "size"), [(1, 8), (3, 32), (3, 9)])
def test_shapes_of_cifar_nets(shortcut, norm, channels, size):
    net = make(CifarNet, depth=14, shortcut=shortcut, norm=norm, in_channels=channels, classes=7)
    x = images(2, channels, size)
    half, quarter = -(-size // 2), -(-size // 4)
    expected = [(2, 4, size, size)] * 3 + [(2, 6, half, half)] * 2 + [(2, 8, quarter, quarter)] * 2
    assert net(x).shape == (2, 7)
    assert [tuple(state.shape) for state in net.states(x)] == expected


@pytest.mark.parametrize("shortcut", ["none", "identity", "projection"])
@pytest.mark.parametrize("norm", ["batch", "none"])
@pytest.mark.parametrize("training", [True, False])
def test_cifar_net_is_the_paper_written_out(shortcut, norm, training):
    """Every number of the network is random here, and each is used up: none is left over, none is missing."""
    net = make(CifarNet, depth=20, shortcut=shortcut, norm=norm).double().train(training)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for number in (*net.parameters(), *net.buffers()):
            if number.is_floating_point():
                number.copy_(0.2 + 0.3 * torch.rand(number.shape, generator=generator, dtype=torch.float64))
                number *= 1 if number.dim() == 1 else torch.randn(number.shape, generator=generator)
    x = images().double()
    expected = written_out(net, x, shortcut, norm, training)
    torch.testing.assert_close(net(x), expected)
    assert expected.std() > 0.01


def written_out(net, x, shortcut, norm, training):
    """He et al. 2015, section 4.2, in arithmetic alone; `net` gives its numbers in their order and nothing else."""
    numbers, statistics = iter(list(net.parameters())), iter([buffer.clone() for buffer in net.buffers()])

    def layer(x, stride=1, padding=1):
        weight = next(numbers)
        if norm == "none":
            return functional.conv2d(x, weight, next(numbers), stride, padding)
        x, scale, shift = functional.conv2d(x, weight, None, stride, padding), next(numbers), next(numbers)
        mean, variance, _ = (next(statistics) for _ in range(3))
        if training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        mean, variance, scale, shift = (each[:, None, None] for each in (mean, variance, scale, shift))
        return scale * (x - mean) / (variance + 1e-5).sqrt() + shift

    x = layer(x).relu()
    for stage in range(3):
        for block in range(3):
            stride = 2 if stage > 0 and block == 0 else 1
            branch = layer(layer(x, stride).relu())
            if shortcut == "none":
                x = branch.relu()
            elif shortcut == "projection" and stride == 2:
                x = (layer(x, 2, 0) + branch).relu()
            else:
                zeros = (0, 0, 0, 0, 0, branch.shape[1] - x.shape[1])
                x = (functional.pad(x[:, :, ::stride, ::stride], zeros) + branch).relu()
    weight, bias = next(numbers), next(numbers)
    assert not list(numbers) and not list(statistics)
    return x.mean((2, 3)) @ weight.T + bias


def test_stages_begin_with_padding_and_go_on_with_the_identity():
    kinds = [type(block.shortcut) for block in make(CifarNet, depth=14).blocks]
    assert kinds == [nn.Identity, nn.Identity, PaddingShortcut, nn.Identity, PaddingShortcut, nn.Identity]
    assert {type(block.shortcut) for block in make(CifarNet, shortcut="none").blocks} == {NoShortcut}


# Twins


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
@pytest.mark.parametrize("seed", [0, 7])
def test_twins_start_from_the_same_weights(kind, seed):
    plain, residual = make(kind, seed, shortcut="none"), make(kind, seed, shortcut="identity")
    assert count_parameters(plain) == count_parameters(residual)
    assert plain.state_dict().keys() == residual.state_dict().keys()
    for one, other in zip(plain.state_dict().values(), residual.state_dict().values(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
def test_the_seed_decides_and_the_world_outside_does_not(kind):
    torch.manual_seed(1)
    first = make(kind, 5)
    torch.manual_seed(2)
    again, other = make(kind, 5), make(kind, 6)
    x = images()
    torch.testing.assert_close(first(x), again(x), rtol=0, atol=0)
    assert not torch.allclose(first(x), other(x))


def test_seeded_leaves_the_random_state_alone():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    with seeded(99):
        torch.rand(1000)
    torch.testing.assert_close(torch.rand(3), expected, rtol=0, atol=0)


def test_seeded_asks_nothing_of_a_gpu(monkeypatch):
    """So that a seed draws the same weights on every machine, and building a network wakes no driver."""

    def woken(*_, **__):
        pytest.fail("a GPU was asked")

    for name in ("get_rng_state", "set_rng_state", "manual_seed", "manual_seed_all"):
        monkeypatch.setattr(torch.cuda, name, woken)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with seeded(3):
        first = torch.rand(2)
    torch.testing.assert_close(first, torch.rand(2, generator=torch.Generator().manual_seed(3)), rtol=0, atol=0)


# A deeper net contains the shallower one


def identity_block(block):
    """Make a block whose input is >= 0 the identity in evaluation mode, even without a shortcut: `relu(x) = x`."""
    for conv, norm in ((block.residual[0], block.residual[1]), (block.residual[3], block.residual[4])):
        nn.init.dirac_(conv.weight)
        norm.running_var.fill_(1 - norm.eps)
    return block


@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_a_deeper_net_contains_the_shallower_one(shortcut):
    shallow, deep = make(CifarNet, depth=8, shortcut=shortcut), make(CifarNet, 1, depth=20, shortcut=shortcut)
    deep.stem, deep.head = shallow.stem, shallow.head
    for stage in range(3):
        deep.blocks[3 * stage] = shallow.blocks[stage]
        for block in deep.blocks[3 * stage + 1 : 3 * stage + 3]:
            identity_block(block)
            if shortcut == "identity":
                nn.init.zeros_(block.residual[4].weight)
    x = images()
    torch.testing.assert_close(deep.eval()(x), shallow.eval()(x), rtol=0, atol=1e-6)


# The MLP stack


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
def test_states_lead_from_the_stem_to_the_logits(kind):
    net, x = make(kind).eval(), images()
    found = net.states(x)
    assert len(found) == len(net.blocks) + 1
    torch.testing.assert_close(found[0], net.stem(x))
    torch.testing.assert_close(net.head(found[-1]), net(x))


def test_the_telescope_is_exact_without_an_activation_after_the_addition():
    net, x = make(ResidualMLP, depth=12, width=16).double(), images().double()
    found = net.states(x)
    branches = [block.residual(state) for block, state in zip(net.blocks, found, strict=False)]
    for start in range(13):
        for end in range(start, 13):
            torch.testing.assert_close(found[end], found[start] + sum(branches[start:end]))


@pytest.mark.parametrize("depth", [0, 1, 5])
def test_zero_init_makes_the_stack_the_identity(depth):
    net, x = make(ResidualMLP, depth=depth, zero_init=True), images()
    torch.testing.assert_close(net(x), net.head(net.stem(x)), rtol=0, atol=0)


@pytest.mark.parametrize("shape", [(5, 64), (5, 1, 8, 8)])
def test_shapes_of_mlp_stacks(shape):
    net = make(ResidualMLP, depth=2, width=9, classes=4)
    assert net(torch.zeros(shape)).shape == (5, 4)
    assert [tuple(state.shape) for state in net.states(torch.zeros(shape))] == [(5, 9)] * 3


@pytest.mark.parametrize("depth", [-1, -7])
def test_a_negative_depth_is_a_sentence(depth):
    with pytest.raises(ValueError, match=f"counts blocks: 0 or more, not {depth}"):
        ResidualMLP(depth)


def test_the_stem_keeps_the_mean_square():
    """N(0, 1 / inputs), for what enters it has seen no ReLU; PyTorch's own draw has a third of that variance."""
    layer = make(ResidualMLP, depth=0, width=400, inputs=500).stem[1]
    assert float(layer.weight.detach().var()) == pytest.approx(1 / 500, rel=0.02) and (layer.bias == 0).all()
    assert float(layer.weight.detach().abs().max()) > 4 / 500**0.5  # Gaussian: no edge


def test_the_plain_stack_is_a_product_of_its_branches():
    net, x = make(ResidualMLP, shortcut="none"), images()
    value = net.stem(x)
    for block in net.blocks:
        value = block.residual(value)
    torch.testing.assert_close(net(x), net.head(value))


def test_states_of_any_blocks():
    doubling = nn.Sequential(*(nn.Upsample(scale_factor=2) for _ in range(3)))
    assert [state.shape[-1] for state in states(doubling, torch.zeros(1, 1, 1))] == [1, 2, 4, 8]


def test_count_parameters_counts_what_training_may_change():
    layer = nn.Linear(3, 4)
    assert count_parameters(layer) == 16
    layer.bias.requires_grad_(False)
    assert count_parameters(layer) == 12


# Networks around any block


def padded(channels, width, stride):
    return ResidualBlock(channels, width, stride, "padding")


def test_a_staged_net_of_residual_blocks_is_the_cifar_net():
    with seeded(0):
        staged = StagedNet(2, padded, SMALL, 1)
    expected = make(CifarNet)
    assert [*staged.state_dict()] == [*expected.state_dict()]
    torch.testing.assert_close(staged.eval()(images()), expected.eval()(images()))


@pytest.mark.parametrize("blocks", [1, 2, 5])
def test_a_staged_net_counts_blocks_whatever_they_are_made_of(blocks):
    """Of three layers each: no depth of two-layer blocks has to be made up for it."""
    net = StagedNet(blocks, lambda c_in, c_out, stride: BottleneckBlock(c_in, 2, c_out, stride, "projection"), SMALL, 1)
    shapes = [tuple(state.shape[1:]) for state in net.eval().states(images())]
    size = shapes[0][-1]
    expected = [(width, size // 2**stage, size // 2**stage) for stage, width in enumerate(SMALL) for _ in range(blocks)]
    assert len(net.blocks) == 3 * blocks and shapes[1:] == expected


def test_a_stage_without_a_block_is_a_sentence():
    with pytest.raises(ValueError, match="1 block or more, not 0"):
        StagedNet(0, padded, SMALL, 1)


@pytest.mark.parametrize(("depth", "blocks"), [(8, 1), (20, 3), (56, 9), (110, 18)])
def test_blocks_in_a_stage_of_the_papers_depths(depth, blocks):
    assert blocks_per_stage(depth) == blocks


def test_a_preactivation_net_ends_with_norm_and_relu():
    with seeded(0):
        net = PreactivationNet(2, lambda *shape: OrderedBlock(*shape, shortcut="padding"), SMALL, 1)
    path = net.eval().states(images())
    assert path[-1].min() < 0  # nothing after the last addition
    torch.testing.assert_close(net(images()), net.head(path[-1]))
    assert [type(part).__name__ for part in net.head[:2]] == ["BatchNorm2d", "ReLU"] and net(images()).shape == (3, 10)


def test_a_vector_net_of_mlp_blocks_is_the_residual_mlp():
    with seeded(0):
        net = VectorNet(3, lambda: MLPBlock(6), 6)
    expected, x = make(ResidualMLP), images()
    torch.testing.assert_close(net(x), expected(x))
    assert len(net.states(x)) == 4


# The network whose blocks can change places


def test_uniform_twins_have_the_same_weights():
    twins = []
    for shortcut in ("none", "identity"):
        with seeded(0):
            twins.append(UniformNet(4, shortcut, channels=4))
    pairs = zip(*(twin.state_dict().values() for twin in twins), strict=True)
    assert all(torch.equal(first, second) for first, second in pairs)
    assert count_parameters(UniformNet(4, channels=4)) == count_parameters(UniformNet(4, "none", channels=4))


def test_uniform_states_have_one_shape_and_lead_to_the_output():
    network, images = UniformNet(3, channels=6, in_channels=3, classes=7).eval(), torch.randn(2, 3, 8, 8)
    found = network.states(images)
    assert [tuple(state.shape) for state in found] == [(2, 6, 4, 4)] * 4
    torch.testing.assert_close(network.head(found[-1]), network(images))
    assert network(images).shape == (2, 7)
    total = found[0] + sum(block.residual(x) for block, x in zip(network.blocks, found, strict=False))
    torch.testing.assert_close(found[-1], total)  # nothing follows the additions


def test_uniform_depth_counts_blocks():
    with pytest.raises(ValueError, match="1 or more"):
        UniformNet(0)
