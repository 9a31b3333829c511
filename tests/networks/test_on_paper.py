"""on_paper: parameters, multiply-adds and memory on paper against modules that are built and counted."""

import pytest
import torch
from torch import nn

from course_utils.blocks import BottleneckBlock, ResidualBlock, SqueezeExcitation
from course_utils.cost.counting import count
from course_utils.networks import on_paper
from course_utils.networks.staged import count_parameters

SHAPES = [(16, 8, 32, 8, 1, 1), (32, 8, 32, 8, 1, 1), (32, 16, 64, 4, 2, 1), (32, 16, 32, 8, 1, 4)]


@pytest.mark.parametrize(("c_in", "mid", "c_out", "size", "stride", "groups"), SHAPES)
def test_a_bottleneck_on_paper_is_the_one_that_is_built(c_in, mid, c_out, size, stride, groups):
    plan = on_paper.bottleneck(c_in, mid, c_out, size, stride, groups)
    block = BottleneckBlock(c_in, mid, c_out, stride, "projection", groups)
    assert_same(plan, count(block, (1, c_in, size * stride, size * stride)))


@pytest.mark.parametrize(("c_in", "c_out", "stride"), [(16, 16, 1), (16, 32, 1), (16, 32, 2)])
def test_a_basic_block_on_paper_is_the_one_that_is_built(c_in, c_out, stride):
    plan = on_paper.basic(c_in, c_out, 8, stride)
    assert_same(plan, count(ResidualBlock(c_in, c_out, stride, "projection"), (1, c_in, 8 * stride, 8 * stride)))


def assert_same(plan, cost):
    """Exact but for the memory, where `count` sees the norms' means and spreads as well."""
    assert on_paper.parameters(plan) == cost.parameters
    assert on_paper.multiply_adds(plan) == cost.multiply_adds
    means = sum(2 * layer.c_out for layer in plan)
    assert 4 * (on_paper.kept(plan) + means) == cost.activation_bytes


@pytest.mark.parametrize(("kernel", "groups", "bias"), [(1, 1, True), (3, 4, False), (7, 2, False)])
def test_a_convolution_counts_as_pytorch_counts(kernel, groups, bias):
    plan = on_paper.Convolution(8, 12, kernel, 5, groups, norm=False, bias=bias)
    conv = nn.Conv2d(8, 12, kernel, padding=kernel // 2, groups=groups, bias=bias)
    assert plan.parameters == count_parameters(conv) and plan.weights == conv.weight.numel()
    assert plan.multiply_adds == count(conv, (1, 8, 5, 5)).multiply_adds


def test_squeeze_excitation_on_paper():
    plan = on_paper.squeeze_excitation(64, 16)
    assert on_paper.parameters(plan) == count_parameters(SqueezeExcitation(64, 16))


@pytest.mark.parametrize("c", [16, 64, 256, 1000])
def test_break_even_is_where_the_weights_are_equal(c):
    m = on_paper.break_even(c)
    assert 9 * m**2 + 2 * c * m == pytest.approx(18 * c**2)
    assert torch.tensor(m).gt(c)
