"""gradients: their norms against autograd by hand, and how alike they are along a line of inputs."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as functional

from course_utils.gradients.norms import (
    autocorrelation,
    gradient_ratio,
    jacobian,
    line_gradients,
    recorded_gradients,
    singular_bounds,
    state_gradient_norms,
    two_terms,
    weight_gradient_norms,
)
from course_utils.networks.staged import CifarNet, ResidualMLP, seeded
from course_utils.signals.propagation import RULES


def make(kind, shortcut="identity"):
    with seeded(0):
        if kind is CifarNet:
            return CifarNet(14, shortcut, (4, 6, 8), 1).double()
        return ResidualMLP(5, 8, shortcut).double()


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(6, 1, 8, 8, generator=generator, dtype=torch.float64)
    return images, torch.randint(0, 10, (6,), generator=generator)


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_weight_gradients_are_those_of_backward(kind, shortcut, batch):
    network = make(kind, shortcut)
    found = weight_gradient_norms(network, *batch)
    assert all(parameter.grad is None for parameter in network.parameters())
    functional.cross_entropy(network(batch[0]), batch[1]).backward()
    expected = [torch.cat([p.grad.flatten() for p in block.parameters()]).norm() for block in network.blocks]
    torch.testing.assert_close(found, torch.stack(expected))
    assert found.shape == (len(network.blocks),)


def test_gradient_ratio_is_first_over_last_in_training_mode_and_changes_nothing(batch):
    network = make(CifarNet).eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    ratio = gradient_ratio(network, *batch)
    assert not network.training
    torch.testing.assert_close(dict(network.state_dict()), before, rtol=0, atol=0)
    norms = state_gradient_norms(network.train(), *batch)
    assert ratio == pytest.approx((norms[0] / norms[-1]).item())


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_state_gradients_are_those_of_backward(kind, shortcut, batch):
    network = make(kind, shortcut).eval()
    expected = []
    for start in range(len(network.blocks) + 1):
        x = network.stem(batch[0])
        for block in network.blocks[:start]:
            x = block(x)
        x = x.detach().requires_grad_()
        value = x
        for block in network.blocks[start:]:
            value = block(value)
        functional.cross_entropy(network.head(value), batch[1]).backward()
        expected.append(x.grad.norm())
    found = state_gradient_norms(network, *batch)
    torch.testing.assert_close(found, torch.stack(expected))
    assert found.shape == (len(network.blocks) + 1,)


def test_the_gradient_passes_through_a_zero_branch_untouched(batch):
    with seeded(0):
        network = ResidualMLP(6, 8, zero_init=True).double()
    found = state_gradient_norms(network, *batch)
    torch.testing.assert_close(found, found[-1].expand(7))


# Along a line


@pytest.mark.parametrize("rule", RULES)
def test_line_gradients_are_the_slopes_of_the_network(rule):
    """Against the weights drawn again in float64 and a central difference."""
    depth, width, points = 4, 30, 41
    generator = torch.Generator().manual_seed(2)
    skip, branch = RULES[rule](depth)
    weight, bias = torch.randn(2, width, generator=generator).double()
    layers = [torch.randn(width, width, generator=generator).double() * math.sqrt(2 / width) for _ in range(depth)]
    read = torch.randn(width, generator=generator).double() / math.sqrt(width)

    def network(x):
        state = x[:, None] * weight + bias
        for layer in layers:
            state = skip * state + branch * state.relu() @ layer
        return state.relu() @ read

    x = torch.linspace(-2, 2, points, dtype=torch.float64)
    step = 1e-7
    slopes = (network(x + step) - network(x - step)) / (2 * step)
    found = line_gradients(rule, depth, width, points, seed=2)
    np.testing.assert_allclose(found, slopes, rtol=1e-3, atol=1e-3 * float(slopes.abs().max()))


def test_line_gradients_repeat_with_their_seed():
    first, again, other = (line_gradients("x + f", 3, 20, 33, seed) for seed in (0, 0, 1))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert not torch.equal(first, other) and first.shape == (33,)


def test_an_unknown_rule_or_no_depth_is_a_sentence():
    with pytest.raises(ValueError, match="No rule is called 'f \\+ x'"):
        line_gradients("f + x", 3)
    with pytest.raises(ValueError, match="at least 1, not 0"):
        line_gradients("x + f", 0)


@pytest.mark.parametrize("lag", [0, 1, 5, 30])
def test_autocorrelation_is_numpys(lag):
    values = torch.randn(2, 40, generator=torch.Generator().manual_seed(0), dtype=torch.float64).cumsum(1)
    centred = (values - values.mean(1, keepdim=True)).numpy()
    expected = [np.mean(row[: 40 - lag] * row[lag:]) / np.mean(row**2) for row in centred]
    assert float(autocorrelation(values, lag)) == pytest.approx(np.mean(expected))


def test_autocorrelation_of_known_sequences():
    assert float(autocorrelation(torch.randn(50), 0)) == pytest.approx(1)
    noise = torch.randn(20_000, generator=torch.Generator().manual_seed(0))
    assert float(autocorrelation(noise, 1)) == pytest.approx(0, abs=0.03)
    period = torch.tensor([1.0, -1.0] * 50)
    assert float(autocorrelation(period, 1)) == pytest.approx(-1)
    assert float(autocorrelation(period, 2)) == pytest.approx(1)


@pytest.mark.parametrize("lag", [-1, 10, 99])
def test_an_impossible_lag_is_a_sentence(lag):
    with pytest.raises(ValueError, match=f"between 0 and 9, not {lag}"):
        autocorrelation(torch.zeros(10), lag)


# Hooks


@pytest.mark.parametrize("kind", [CifarNet, ResidualMLP])
def test_recorded_gradients_are_those_of_the_states(kind, batch):
    network = make(kind).eval()
    with recorded_gradients(network.blocks) as norms:
        assert all(math.isnan(norm) for norm in norms)
        functional.cross_entropy(network(batch[0]), batch[1]).backward()
    assert norms == pytest.approx(state_gradient_norms(network, *batch)[1:].tolist())
    assert not any(module._forward_hooks for module in network.modules())


def test_hooks_are_removed_after_an_error(batch):
    network = make(ResidualMLP)
    with pytest.raises(RuntimeError), recorded_gradients(network.blocks):
        network(torch.randn(3, 5))
    assert not any(module._forward_hooks for module in network.modules())


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e25, 0.0])
def test_recorded_norms_do_not_leave_the_range_of_float32(size):
    layer = torch.nn.Linear(4, 4)
    with recorded_gradients([layer]) as norms:
        (layer(torch.randn(3, 4)) * size).sum().backward()
    assert norms[0] == pytest.approx(size * 12**0.5, rel=1e-5)


# Two terms, Jacobians, bounds


def vectors(count=5, width=8, seed=0):
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("start", range(5))
def test_two_terms_are_autograds_gradient(start):
    network = make(ResidualMLP)
    blocks, x, upstream = network.blocks[start:], vectors().requires_grad_(), vectors(seed=1)
    (expected,) = torch.autograd.grad(blocks(x), x, upstream)
    found = two_terms([block.residual for block in blocks], x.detach(), upstream)
    torch.testing.assert_close(found.direct + found.branches, expected, rtol=1e-13, atol=1e-13)
    assert torch.equal(found.direct, upstream)


def test_no_branch_adds_nothing():
    found = two_terms([], vectors(), vectors(seed=1))
    assert not found.branches.any()


def test_the_jacobian_of_a_block_is_identity_plus_that_of_its_branch():
    block, x = make(ResidualMLP).blocks[0], vectors(1)[0]
    expected = torch.autograd.functional.jacobian(block, x)
    torch.testing.assert_close(jacobian(block.residual, x) + torch.eye(8), expected)
    assert not jacobian(block, x).requires_grad


@pytest.mark.parametrize("size", [0.01, 0.3, 1.0, 3.0])
def test_singular_values_lie_between_the_bounds(size):
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        branches = size / 4 * torch.randn(6, 5, 5, dtype=torch.float64, generator=generator)
        found = singular_bounds(branches)
        assert 0 <= found.lower <= found.least * (1 + 1e-9) <= found.largest * (1 + 2e-9) <= found.upper * (1 + 3e-9)


def test_the_bounds_are_reached():
    eye = torch.eye(3, dtype=torch.float64).expand(7, 3, 3)
    shrinking, growing = singular_bounds(-0.2 * eye), singular_bounds(0.2 * eye)
    assert shrinking.lower == pytest.approx(0.8**7) == pytest.approx(shrinking.largest)
    assert growing.upper == pytest.approx(1.2**7) == pytest.approx(growing.least)
    assert singular_bounds(-2 * eye).lower == 0


def test_the_product_is_in_the_order_of_the_blocks():
    network, x = make(ResidualMLP), vectors(1)[0]
    path = [x]
    for block in network.blocks:
        path.append(block(path[-1]))
    branches = [jacobian(b.residual, s) for b, s in zip(network.blocks, path, strict=False)]
    values = torch.linalg.svdvals(jacobian(network.blocks, x))
    found = singular_bounds(torch.stack(branches))
    assert (found.largest, found.least) == pytest.approx((values[0].item(), values[-1].item()))
