"""blocks.gated: gates at their ends, highway layers, the LSTM cell against torch.nn's, variants of the shortcut."""

import pytest
import torch
from torch import nn

from course_utils.blocks import (
    VARIANTS,
    ExclusiveUnit,
    Gate,
    GatedShortcut,
    HighwayLayer,
    LSTMCell,
    ResidualBlock,
    Scale,
    variant_block,
)
from course_utils.networks.staged import seeded


def vectors(count=5, width=4, seed=0):
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def images(channels=4, size=6, count=3):
    return torch.randn(count, channels, size, size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


# Gates and highway layers


@pytest.mark.parametrize("bias", [-8.0, -2.0, 0.0, 3.0])
def test_a_fresh_gate_is_near_its_bias(bias):
    with seeded(0):
        gate = Gate(64, bias, spatial=False).double()
    shares = gate(vectors(200, 64) * 0.1)
    assert shares.min() > 0 and shares.max() < 1
    assert shares.mean().item() == pytest.approx(torch.tensor(bias).sigmoid().item(), abs=0.01)


@pytest.mark.parametrize(("bias", "expected"), [(-50.0, "copy"), (50.0, "plain")])
def test_a_highway_layer_at_its_two_ends(bias, expected):
    with seeded(0):
        layer = HighwayLayer(4, bias).double()
    x = vectors()
    torch.testing.assert_close(layer(x), x if expected == "copy" else layer.residual(x))


def test_a_highway_layer_is_its_equation():
    with seeded(0):
        layer = HighwayLayer(4, -1.0).double()
    x = vectors()
    transform = torch.sigmoid(x @ layer.gate.affine.weight.T + layer.gate.affine.bias)
    hidden = (x @ layer.residual[0].weight.T + layer.residual[0].bias).relu()
    torch.testing.assert_close(layer(x), transform * hidden + (1 - transform) * x)
    assert torch.autograd.gradcheck(layer, x.requires_grad_())


def test_a_gated_shortcut_leaves_the_rest():
    gate = Gate(4, 0.0, spatial=False).double()
    x = vectors()
    torch.testing.assert_close(GatedShortcut(gate)(x), x - gate(x) * x)


# The LSTM


def reference(cell, inputs, width):
    """`torch.nn.LSTMCell` with the weights of `cell`."""
    theirs = nn.LSTMCell(inputs, width).double()
    with torch.no_grad():
        theirs.weight_ih.copy_(cell.from_input.weight)
        theirs.weight_hh.copy_(cell.from_state.weight)
        theirs.bias_ih.copy_(cell.from_input.bias)
        theirs.bias_hh.zero_()
    return theirs


@pytest.mark.parametrize("forget_bias", [0.0, 2.0])
def test_the_cell_is_that_of_torch(forget_bias):
    with seeded(0):
        cell = LSTMCell(3, 4, forget_bias).double()
    theirs, state = reference(cell, 3, 4), (vectors(seed=1), vectors(seed=2))
    expected = state
    for step in range(4):
        x = vectors(width=3, seed=3 + step)
        state, expected = cell(x, state), theirs(x, expected)
    for ours, others in zip(state, expected, strict=True):
        torch.testing.assert_close(ours, others)


def test_a_run_of_steps_is_torchs_lstm():
    with seeded(0):
        cell = LSTMCell(3, 4).double()
    lstm, cell_of_torch = nn.LSTM(3, 4).double(), reference(cell, 3, 4)
    with torch.no_grad():
        for name, value in cell_of_torch.named_parameters():
            getattr(lstm, f"{name}_l0").copy_(value)
    inputs = torch.stack([vectors(width=3, seed=seed) for seed in range(6)])
    state = (torch.zeros(5, 4).double(), torch.zeros(5, 4).double())
    for x in inputs:
        state = cell(x, state)
    _, (h, c) = lstm(inputs)
    torch.testing.assert_close(state[0], h[0])
    torch.testing.assert_close(state[1], c[0])


def test_without_forget_gate_the_memory_is_a_residual_stream():
    with seeded(0):
        cell = LSTMCell(3, 4, forget=False).double()
    x, h, c = vectors(width=3), vectors(seed=1), vectors(seed=2).requires_grad_()
    _, after = cell(x, (h, c))
    (gradient,) = torch.autograd.grad(after.sum(), c)
    assert torch.equal(gradient, torch.ones_like(c)) and cell.carry(x, h).eq(1).all()


def test_with_it_the_step_hands_on_the_forget_gate():
    with seeded(0):
        cell = LSTMCell(3, 4, 1.0).double()
    x, h, c = vectors(width=3), vectors(seed=1), vectors(seed=2).requires_grad_()
    (gradient,) = torch.autograd.grad(cell(x, (h, c))[1].sum(), c)
    torch.testing.assert_close(gradient, cell.carry(x, h))


# Variants


@pytest.mark.parametrize("kind", VARIANTS)
@pytest.mark.parametrize(("channels", "stride"), [(4, 1), (6, 2)])
def test_variants_fit_the_shapes_and_give_no_negative_output(kind, channels, stride):
    with seeded(0):
        block = variant_block(kind, 4, channels, stride, bias=-2.0).double()
    y = block(images())
    assert y.shape == (3, channels, 6 // stride, 6 // stride) and y.min() >= 0


def variant(kind, **settings):
    with seeded(0):
        return variant_block(kind, 4, 4, **settings).double().eval()


def test_identity_and_none_are_the_block_of_chapter_1():
    for kind in ("identity", "none"):
        with seeded(0):
            expected = ResidualBlock(4, 4, shortcut=kind).double().eval()
        torch.testing.assert_close(variant(kind)(images()), expected(images()))


def test_each_variant_is_its_formula():
    x = images()
    scale = variant("scale", factor=0.5)
    torch.testing.assert_close(scale(x), (0.5 * x + 0.5 * scale.residual[0](x)).relu())
    dropped = variant("dropout", factor=0.5)
    torch.testing.assert_close(dropped(x), (x + dropped.residual(x)).relu())  # evaluation mode
    gated = variant("shortcut gate", bias=1.0)
    share = gated.shortcut[1].gate(x)
    torch.testing.assert_close(gated(x), ((1 - share) * x + gated.residual(x)).relu())
    exclusive = variant("exclusive gate", bias=1.0)
    share = exclusive.gate(x)
    torch.testing.assert_close(exclusive(x), ((1 - share) * x + share * exclusive.residual(x)).relu())
    matrix = variant("1x1")
    torch.testing.assert_close(matrix(x), (matrix.shortcut[1](x) + matrix.residual(x)).relu())


def test_all_variants_share_the_branch():
    branches = []
    for kind in VARIANTS:
        residual = variant(kind).residual
        branches.append((residual[0][0] if isinstance(residual[-1], Scale) else residual[0]).weight)
    assert all(torch.equal(weight, branches[0]) for weight in branches)


def test_a_closed_exclusive_gate_is_the_shortcut():
    unit = ExclusiveUnit(nn.Linear(4, 4), Gate(4, -60.0, spatial=False)).double()
    torch.testing.assert_close(unit(vectors()), vectors())


def test_unknown_variants_are_named():
    with pytest.raises(ValueError, match="exclusive gate"):
        variant_block("gate", 4, 4)
