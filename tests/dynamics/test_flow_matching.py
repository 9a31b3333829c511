"""flow_matching: the loss's best field, likelihoods against a known flow, the distance of two samples."""

import math

import pytest
import torch
from torch import nn

from course_utils.dynamics.flow_matching import (
    energy_distance,
    flow,
    log_likelihood,
    matching_loss,
    train_field,
    with_divergence,
)


def stretched(t, x):
    """dx/dt = a x, which multiplies by exp(a)."""
    return x * torch.tensor([0.7, -0.4], dtype=x.dtype)


def test_a_linear_flow_is_solved_both_ways():
    x = torch.randn(6, 2, dtype=torch.float64)
    there = flow(stretched, x, 40)
    torch.testing.assert_close(there, x * torch.tensor([math.exp(0.7), math.exp(-0.4)]), rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(flow(stretched, there, 40, back=True), x, rtol=1e-6, atol=1e-6)


def test_the_likelihood_of_a_stretched_gaussian():
    x = torch.randn(6, 2, dtype=torch.float64)
    sizes = torch.tensor([math.exp(0.7), math.exp(-0.4)], dtype=torch.float64)
    expected = torch.distributions.Normal(torch.zeros(2, dtype=torch.float64), sizes).log_prob(x).sum(1)
    torch.testing.assert_close(log_likelihood(stretched, x, 40), expected, rtol=1e-6, atol=1e-6)


def test_the_divergence_is_the_trace_of_the_jacobian():
    layer = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3)).double()
    x = torch.randn(4, 3, dtype=torch.float64)
    velocity, divergence = with_divergence(lambda t, x: layer(x), 0.0, x)
    torch.testing.assert_close(velocity, layer(x))
    traces = [torch.autograd.functional.jacobian(layer, row).trace() for row in x]
    torch.testing.assert_close(divergence, torch.stack(traces))


def test_the_likelihood_can_be_differentiated():
    layer = nn.Linear(2, 2).double()
    x = torch.randn(3, 2, dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda w: log_likelihood(lambda t, x: torch.tanh(x @ w.T), x, 3).sum(), layer.weight.detach().requires_grad_()
    )


def test_the_loss_of_the_best_field_for_one_data_point_is_zero():
    point = torch.tensor([[2.0, -1.0]])
    noise, times = torch.randn(50, 2), 0.9 * torch.rand(50, 1)
    loss = matching_loss(lambda t, x: (point - x) / (1 - t), noise, point.expand(50, 2), times)
    assert loss.item() < 1e-8
    turned = matching_loss(lambda t, x: (x - point) / (1 - t), noise, point.expand(50, 2), times)
    assert turned.item() > 1


def test_a_constant_field_misses_by_the_variance():
    """Its best value is the mean velocity; what is left is the spread of the lines, not a fault of the fit."""
    generator = torch.Generator().manual_seed(0)
    noise, data = torch.randn(20000, 2, generator=generator), 3 + torch.randn(20000, 2, generator=generator)
    loss = matching_loss(lambda t, x: torch.full_like(x, 3.0), noise, data, torch.rand(20000, 1, generator=generator))
    assert loss.item() == pytest.approx(4, rel=0.03)


def test_the_energy_distance_tells_two_samples_apart():
    first, second, far = torch.randn(3, 800, 2, generator=torch.Generator().manual_seed(0))
    assert abs(energy_distance(first, second)) < 0.01 < energy_distance(first, far + 1)
    one, other = torch.zeros(5, 1), torch.ones(7, 1)
    assert energy_distance(one, other) == pytest.approx(2)


def test_training_is_repeatable_and_lowers_the_loss():
    def trained(seed):
        torch.manual_seed(0)
        layer = nn.Linear(2, 1)
        losses = train_field(
            layer, lambda g: (layer(torch.randn(64, 2, generator=g)) - 1).square().mean(), 60, seed, 0.1
        )
        return losses

    assert trained(1) == trained(1) != trained(2)
    assert trained(1)[-1] < 0.01 * trained(1)[0]
