"""scaled_transformer: lesson 2's transformer with the same draws, and what each scaling makes smaller."""

import pytest
import torch

from course_utils.networks.row_transformer import RowTransformer
from course_utils.networks.scaled_transformer import ScaledRowTransformer
from course_utils.networks.staged import seeded


def images():
    return torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def network(scaling, depth=5):
    with seeded(0):
        return ScaledRowTransformer(depth, scaling).double()


def lesson_2s(depth=5):
    with seeded(0):
        return RowTransformer(depth).double()


def test_none_is_the_network_of_the_lesson():
    torch.testing.assert_close(network("none")(images()), lesson_2s()(images()))


def test_layer_norm_scaling_multiplies_what_a_norm_hands_on():
    net, plain = network("1/sqrt(l)"), lesson_2s()
    x = plain.stem(images())
    with torch.no_grad():
        for l, block in enumerate(plain.blocks, 1):
            for unit in block:
                x = x + unit.residual(unit.before(x) / l**0.5)
        torch.testing.assert_close(net(images()), plain.head(x))


def test_the_start_of_gpt_2_divides_the_last_layer_of_each_branch():
    net, plain = network("1/sqrt(2L)"), lesson_2s()
    x = plain.stem(images())
    with torch.no_grad():
        for block in plain.blocks:
            for unit in block:
                x = x + unit.residual(unit.before(x)) / 10**0.5
        torch.testing.assert_close(net(images()), plain.head(x))


def test_another_scaling_is_refused_in_words():
    with pytest.raises(ValueError, match="No scaling is called 'half'"):
        ScaledRowTransformer(2, "half")
