"""angles: the cosine of two inputs through a wide random ReLU stack, against a network that is drawn."""

import math

import pytest
import torch

from course_utils.signals.angles import cosines, relu_cosine


@pytest.mark.parametrize("c", [-1.0, -0.5, 0.0, 0.7, 1.0])
def test_against_a_drawn_layer(c):
    x = torch.randn(2, 2000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    first = x[0] / x[0].norm()
    other = x[1] - (x[1] @ first) * first
    second = c * first + math.sqrt(1 - c * c) * other / other.norm()
    weight = torch.randn(2000, 2000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    one, two = (v @ weight.T for v in (first, second))
    assert torch.cosine_similarity(one.relu(), two.relu(), dim=0).item() == pytest.approx(relu_cosine(c), abs=0.03)


def test_known_values():
    assert relu_cosine(1.0) == pytest.approx(1) and relu_cosine(0.0) == pytest.approx(1 / math.pi)
    assert relu_cosine(-1.0) == pytest.approx(0, abs=1e-12)


def test_plain_stacks_collapse_and_small_branches_do_not():
    plain, residual = cosines(0.0, 50), cosines(0.0, 50, share=1 / 50)
    assert len(plain) == len(residual) == 51 and plain[0] == residual[0] == 0
    assert plain == sorted(plain) and plain[-1] > 0.98
    assert residual[-1] < 0.3


def test_the_limit_of_small_branches_solves_an_equation():
    """With share 1/L the stack is Euler's method for dc/dt = kappa(c) - c, up to 1/L."""
    few, many = (cosines(0.0, depth, share=1 / depth)[-1] for depth in (200, 400))
    assert few == pytest.approx(many, abs=0.005)


def test_a_cosine_has_bounds():
    with pytest.raises(ValueError, match="between -1 and 1"):
        relu_cosine(1.5)
