"""The landscape: lengths of filters, invariance, recalibrated norms, widths and bends of known curves."""

import copy

import pytest
import torch
from torch import nn

from course_utils.networks.staged import CifarNet, seeded
from course_utils.signals.landscape import bent_down, filter_normalised, loss_along, valley_width

LINE = torch.linspace(-1, 1, 9)


@pytest.fixture(scope="module")
def network():
    with seeded(0):
        return CifarNet(8, "identity", (4, 4, 4), in_channels=1).eval()


@pytest.fixture(scope="module")
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(32, 1, 8, 8, generator=generator), torch.randint(10, (32,), generator=generator)


def rescaled(network, factor):
    """The same function: every convolution before a norm `factor` times as large (but for the norm's epsilon)."""
    network = copy.deepcopy(network)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.mul_(factor)
    return network


def test_each_filter_has_the_length_of_the_networks_own(network):
    direction = filter_normalised(network, 3)
    for name, weight in network.named_parameters():
        if weight.dim() > 1:
            torch.testing.assert_close(direction[name].flatten(1).norm(dim=1), weight.flatten(1).norm(dim=1))
        else:
            assert not direction[name].any()
    other = filter_normalised(network, 4)
    assert not torch.equal(direction["head.2.weight"], other["head.2.weight"])


def test_the_curve_does_not_change_with_the_scale_of_the_filters_and_the_bare_draws_curve_does(network, batch):
    large = rescaled(network, 10.0)
    curves = [loss_along(each, filter_normalised(each, 1), LINE, *batch) for each in (network, large)]
    torch.testing.assert_close(*curves, rtol=1e-2, atol=1e-3)
    bare = [loss_along(each, filter_normalised(each, 1, normalise=False), LINE, *batch) for each in (network, large)]
    assert (bare[0] - bare[1]).abs().max() > 0.05


def test_the_middle_is_the_network_itself_which_stays_as_it_was(network, batch):
    before = copy.deepcopy(network.state_dict())
    found = loss_along(network, filter_normalised(network), LINE, *batch, recalibrate=False)
    torch.testing.assert_close(found[4], nn.functional.cross_entropy(network(batch[0]), batch[1]).detach())
    loss_along(network, filter_normalised(network), LINE, *batch)
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert not network.training


def test_recalibrated_norms_take_the_statistics_of_the_point(network, batch):
    inputs, labels = batch
    direction = filter_normalised(network, 2)
    twin = copy.deepcopy(network).train()
    with torch.no_grad():
        for name, weight in twin.named_parameters():
            weight.add_(direction[name])
        expected = nn.functional.cross_entropy(twin(inputs), labels)
    torch.testing.assert_close(loss_along(network, direction, LINE, inputs, labels)[-1], expected)


def test_the_width_of_a_parabola_and_of_a_valley_without_walls():
    fine = torch.linspace(-1, 1, 2001)
    assert valley_width(fine, 2 * fine**2) == pytest.approx(1.0, abs=1e-3)
    assert valley_width(fine, 8 * fine**2 + 3) == pytest.approx(0.5, abs=1e-3)
    assert valley_width(fine, 0 * fine) == pytest.approx(2.0)
    assert valley_width(fine, torch.where(fine > 0, 2 * fine**2, 0 * fine)) == pytest.approx(1.5, abs=1e-3)
    with pytest.raises(ValueError, match="middle distance"):
        valley_width(torch.linspace(0, 1, 5), torch.zeros(5))


def test_where_a_curve_bends_down():
    fine = torch.linspace(-3.0, 3.0, 601, dtype=torch.float64)
    assert bent_down(fine**2) == 0
    assert bent_down(3 * fine) == 0
    assert bent_down(1 - torch.exp(-(fine**2) / 2), tolerance=0) == pytest.approx(2 / 3, abs=0.01)  # beyond 1 from 0
