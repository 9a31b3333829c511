"""blueprints: parameters, multiply-adds and memory on paper against modules that are built and counted."""

import pytest
import torch
from torch import nn

from course_utils import blueprints
from course_utils.blocks import BottleneckBlock, ResidualBlock, SqueezeExcitation
from course_utils.cost import count
from course_utils.networks import count_parameters

SHAPES = [(16, 8, 32, 8, 1, 1), (32, 8, 32, 8, 1, 1), (32, 16, 64, 4, 2, 1), (32, 16, 32, 8, 1, 4)]


@pytest.mark.parametrize(("c_in", "mid", "c_out", "size", "stride", "groups"), SHAPES)
def test_a_bottleneck_on_paper_is_the_one_that_is_built(c_in, mid, c_out, size, stride, groups):
    plan = blueprints.bottleneck(c_in, mid, c_out, size, stride, groups)
    block = BottleneckBlock(c_in, mid, c_out, stride, "projection", groups)
    assert_same(plan, count(block, (1, c_in, size * stride, size * stride)))


@pytest.mark.parametrize(("c_in", "c_out", "stride"), [(16, 16, 1), (16, 32, 1), (16, 32, 2)])
def test_a_basic_block_on_paper_is_the_one_that_is_built(c_in, c_out, stride):
    plan = blueprints.basic(c_in, c_out, 8, stride)
    assert_same(plan, count(ResidualBlock(c_in, c_out, stride, "projection"), (1, c_in, 8 * stride, 8 * stride)))


def assert_same(plan, cost):
    """Exact but for the memory, where `count` sees the norms' means and spreads as well."""
    assert blueprints.parameters(plan) == cost.parameters
    assert blueprints.multiply_adds(plan) == cost.multiply_adds
    means = sum(2 * layer.c_out for layer in plan)
    assert 4 * (blueprints.kept(plan) + means) == cost.activation_bytes


@pytest.mark.parametrize(("kernel", "groups", "bias"), [(1, 1, True), (3, 4, False), (7, 2, False)])
def test_a_convolution_counts_as_pytorch_counts(kernel, groups, bias):
    plan = blueprints.Convolution(8, 12, kernel, 5, groups, norm=False, bias=bias)
    conv = nn.Conv2d(8, 12, kernel, padding=kernel // 2, groups=groups, bias=bias)
    assert plan.parameters == count_parameters(conv) and plan.weights == conv.weight.numel()
    assert plan.multiply_adds == count(conv, (1, 8, 5, 5)).multiply_adds


def test_squeeze_excitation_on_paper():
    plan = blueprints.squeeze_excitation(64, 16)
    assert blueprints.parameters(plan) == count_parameters(SqueezeExcitation(64, 16))


@pytest.mark.parametrize("c", [16, 64, 256, 1000])
def test_break_even_is_where_the_weights_are_equal(c):
    m = blueprints.break_even(c)
    assert 9 * m**2 + 2 * c * m == pytest.approx(18 * c**2)
    assert torch.tensor(m).gt(c)
