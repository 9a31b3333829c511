"""blocks.shortcuts: the published units, held against their formulas, by what they keep and by what they lose."""

import pytest
import torch
from torch import nn, relu

from course_utils.blocks.preactivation import ORDERS
from course_utils.blocks.units import ACTIVATION_UNITS, SHORTCUT_UNITS, UNITS, published_unit

every_unit = pytest.mark.parametrize("name", UNITS)


def built(name, *shape):
    torch.manual_seed(0)
    return published_unit(name, *(shape or (3, 3)))


def features(channels=3, size=4):
    return torch.randn(2, channels, size, size, generator=torch.Generator().manual_seed(1))


def outputs_of(unit, x):
    """What the unit returns, and what its branch and its shortcut returned on the way."""
    seen = {}
    for name in ("residual", "shortcut"):
        getattr(unit, name).register_forward_hook(lambda part, given, output, name=name: seen.update({name: output}))
    return unit(x), seen["residual"], seen["shortcut"]


@every_unit
@pytest.mark.parametrize("shape", [(3, 3, 1), (3, 6, 2), (3, 5, 1), (4, 4, 2)])
def test_every_unit_fits_every_change_of_shape(name, shape):
    channels, width, stride = shape
    assert built(name, *shape)(features(channels, 5)).shape == (2, width, -(-5 // stride), -(-5 // stride))


@every_unit
def test_every_parameter_receives_a_gradient(name):
    unit = built(name)
    unit(features()).square().sum().backward()
    assert all(parameter.grad is not None for parameter in unit.parameters())


@every_unit
def test_all_have_two_3x3_convolutions_and_two_norms(name):
    modules = list(built(name).modules())
    assert sum(isinstance(part, nn.Conv2d) and part.kernel_size == (3, 3) for part in modules) == 2
    assert sum(isinstance(part, nn.BatchNorm2d) for part in modules) == 2


@pytest.mark.parametrize("name", ["original", "plain", "1x1 convolution", "dropout 0.5", "shortcut gate 0"])
def test_a_relu_of_the_sum_of_both_paths(name):
    y, branch, carried = outputs_of(built(name), features())
    assert torch.equal(y, relu(carried + branch))


def test_the_plain_unit_carries_nothing_and_the_original_everything():
    x = features()
    assert outputs_of(built("plain"), x)[2] == 0
    assert torch.equal(outputs_of(built("original"), x)[2], x)


def test_a_factor_stands_before_both_paths():
    x, unit = features(), built("scaled 0.5")
    y, branch, carried = outputs_of(unit, x)
    assert torch.equal(carried, x / 2)
    assert torch.allclose(branch, built("original").residual(x) / 2) and torch.equal(y, relu(carried + branch))


@pytest.mark.parametrize(("bias", "kept"), [("0", 0.5), ("-6", 1 / (1 + 2.718281828**-6))])
@pytest.mark.parametrize("kind", ["shortcut gate", "exclusive gate"])
def test_a_gate_of_zero_weight_keeps_one_minus_the_sigmoid_of_its_bias(kind, bias, kept):
    x, unit = features().abs(), built(f"{kind} {bias}")
    gate = next(part for part in unit.modules() if isinstance(part, nn.Conv2d) and part.kernel_size == (1, 1))
    nn.init.zeros_(gate.weight)
    branch = built("original").residual(x)
    share = 1 - kept if kind == "exclusive gate" else 1.0
    assert torch.allclose(unit(x), relu(kept * x + share * branch), atol=1e-5)


def test_a_convolution_carries_a_linear_mixture_of_the_channels():
    x, unit = features(), built("1x1 convolution")
    assert torch.allclose(unit.shortcut(2 * x) - unit.shortcut(x), unit.shortcut(x) - unit.shortcut(0 * x), atol=1e-6)
    assert not torch.allclose(unit.shortcut(x), x, atol=0.1)


def test_dropout_drops_half_in_training_and_nothing_afterwards():
    x, unit = torch.ones(8, 3, 8, 8), built("dropout 0.5")
    assert (unit.shortcut(x) == 0).double().mean().item() == pytest.approx(0.5, abs=0.05)
    assert torch.equal(unit.eval().shortcut(x), x)


def test_the_names_of_table_2_are_the_orders():
    assert {"original", *ACTIVATION_UNITS} == set(ORDERS) and not set(ACTIVATION_UNITS) & set(SHORTCUT_UNITS)


@pytest.mark.parametrize("name", ["relu-only pre-activation", "full pre-activation", "relu before addition"])
def test_nothing_acts_after_the_addition_where_the_shortcut_is_clean(name):
    x = features()
    y, branch, carried = outputs_of(built(name), x)
    assert torch.equal(carried, x) and torch.equal(y, x + branch)
    assert name != "relu before addition" or (branch >= 0).all()


def test_the_original_of_table_1_and_of_table_2_are_one():
    x = features()
    torch.manual_seed(0)
    from course_utils.blocks.preactivation import OrderedBlock

    assert torch.equal(OrderedBlock(3, 3, 1, "original")(x), built("original")(x))


def test_an_unknown_unit_lists_the_known_ones():
    with pytest.raises(ValueError, match="'skip'.*original, plain, .*full pre-activation"):
        published_unit("skip", 3, 3)
