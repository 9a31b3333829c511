"""gradient_flow: measured factors against theory, and the gradient against finite differences of the same stack."""

import math

import pytest
import torch

from course_utils.gradients import random_stacks
from course_utils.gradients.random_stacks import ACTIVATIONS, ARCHITECTURES, INITIALISATIONS, NORMS, gradient_flow

PLAIN, RESIDUAL, SCALED = ARCHITECTURES


@pytest.mark.parametrize(("initialisation", "variance"), INITIALISATIONS.items())
def test_a_plain_relu_layer_multiplies_by_the_root_of_half_the_variance(initialisation, variance):
    factors = [gradient_flow(PLAIN, 30, initialisation, seed=seed).states[0].item() ** (1 / 30) for seed in range(4)]
    assert sum(factors) / 4 == pytest.approx(math.sqrt(variance / 2), rel=0.03)


def test_batch_norm_makes_a_plain_gradient_grow():
    """Yang et al. 2019: exponential growth; for ReLU and wide layers by the root of pi / (pi - 1)."""
    flow = gradient_flow(PLAIN, 40, norm="batch").states
    factor = (flow[0] / flow[-1]).item() ** (1 / 40)
    assert factor == pytest.approx(math.sqrt(math.pi / (math.pi - 1)), rel=0.03)


def test_the_residual_stacks():
    assert gradient_flow(RESIDUAL, 50).states[0] > 1e6
    assert 1 < gradient_flow(SCALED, 50).states[0] < 3
    assert gradient_flow(RESIDUAL, 50, norm="batch").states[0] < 50


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("norm", NORMS)
def test_shapes_and_the_upstream_gradient(architecture, activation, norm):
    flow = gradient_flow(architecture, 5, "He", activation, norm)
    assert flow.states.shape == flow.signal.shape == (6,) and flow.weights.shape == (5,)
    assert all(values.isfinite().all() and values.min() > 0 for values in (flow.states, flow.weights, flow.signal))
    assert flow.states[-1].item() == pytest.approx(1, abs=0.05)  # Gaussian, of size 1


def test_without_activation_the_gradient_is_the_product_of_the_matrices():
    generator = torch.Generator().manual_seed(3)
    start, upstream = torch.randn(2, 64, 64, generator=generator, dtype=torch.float64)
    weights = torch.randn(4, 64, 64, generator=generator, dtype=torch.float64) / 8
    expected = upstream @ torch.linalg.multi_dot([*weights]).T
    flow = gradient_flow(PLAIN, 4, "Xavier", "none", seed=3)
    assert flow.states[0].item() == pytest.approx(expected.square().mean().sqrt().item())
    assert flow.signal[0].item() == pytest.approx(start.square().mean().sqrt().item())


def test_default_weights_leave_a_flat_and_hopeless_weight_gradient():
    flow = gradient_flow(PLAIN, 50, "PyTorch default")
    assert flow.weights.max() < 1e-15 and flow.weights.max() / flow.weights.min() < 10
    assert flow.states[0] / flow.states[-1] < 1e-15


def test_the_gradient_by_a_weight_is_over_the_root_of_the_number_of_samples():
    start, upstream, _ = random_stacks._draw(1, 0)
    gradient = start.relu().T @ upstream
    size = (gradient.square().mean() / len(start)).sqrt().item()
    assert random_stacks.gradient_flow("plain, F", 1).weights.item() == pytest.approx(size)
