"""reversible: the inverse undoes the step, the gradient is backpropagation's, memory does not grow, rounding does."""

import pytest
import torch

from course_utils.blocks import MLPBlock
from course_utils.networks.neural_ode import kept_for_backward
from course_utils.networks.reversible import MomentumStep, inverse_errors, random_stack

KINDS = ("coupling", "momentum")


@pytest.mark.parametrize("kind", KINDS)
def test_the_inverse_undoes_the_stack(kind):
    stack = random_stack(kind, 6, width=4).double()
    x = torch.randn(5, 8, dtype=torch.float64)
    torch.testing.assert_close(stack.inverse(stack(x).detach()), x)


def test_a_momentum_step_is_its_equation():
    step = MomentumStep(MLPBlock(3).residual, 0.8)
    x, v = torch.randn(2, 4, 3)
    velocity = 0.8 * v + 0.2 * step.residual(x)
    torch.testing.assert_close(step(torch.cat((x, v), 1)), torch.cat((x + velocity, velocity), 1))


def test_a_coupling_step_is_its_equation():
    (step,) = random_stack("coupling", 1, width=3).steps
    x1, x2 = torch.randn(2, 4, 3)
    y1 = x1 + step.first(x2)
    torch.testing.assert_close(step(torch.cat((x1, x2), 1)), torch.cat((y1, x2 + step.second(y1)), 1))


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_is_that_of_backpropagation(kind):
    stack = random_stack(kind, 5, width=4).double()
    x = torch.randn(6, 8, dtype=torch.float64, requires_grad=True)
    found = []
    for stack.keep in (True, False):
        wanted = [x, *stack.parameters()]
        found.append(torch.autograd.grad(stack(x).sin().sum(), wanted))
    for kept, computed in zip(*found, strict=True):
        torch.testing.assert_close(computed, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_does_not_grow_with_depth(kind):
    kept = {}
    for depth in (3, 12):
        for keep in (True, False):
            stack = random_stack(kind, depth, width=4)
            stack.keep = keep
            with kept_for_backward(stack.parameters()) as held:
                out = stack(torch.randn(6, 8))
            kept[depth, keep] = held.bytes
            assert out.requires_grad
    assert kept[3, False] == kept[12, False] == 6 * 8 * 4
    assert kept[12, True] > 3 * kept[3, True]


def test_momentum_loses_one_over_gamma_a_step_and_coupling_nothing():
    for gamma in (0.5, 0.8):
        errors = inverse_errors("momentum", 40, gamma, torch.float64)
        growth = (errors[35] / errors[5]) ** (1 / 30)
        assert growth.item() == pytest.approx(1 / gamma, rel=0.06)
    assert inverse_errors("coupling", 40, 0.5, torch.float64).max() < 1e-13


@pytest.mark.parametrize("gamma", [0.0, 1.0, -0.5])
def test_a_momentum_between_zero_and_one(gamma):
    with pytest.raises(ValueError, match="between 0 and 1"):
        MomentumStep(MLPBlock(3).residual, gamma)


def test_an_unknown_kind():
    with pytest.raises(ValueError, match="momentum and coupling"):
        random_stack("circular", 3)
