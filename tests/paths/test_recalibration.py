"""recalibration: statistics anew, weights untouched, everything back at the end."""

import pytest
import torch
from torch import nn

from course_utils.data import digits
from course_utils.networks.staged import ResidualMLP, UniformNet, seeded, states
from course_utils.paths.lesions import accuracy, committee, lesioned, single_lesions
from course_utils.paths.recalibration import recalibrated


@pytest.fixture(scope="module")
def data():
    found = digits()
    return found.test_inputs[:60], found.test_labels[:60]


@pytest.fixture
def network():
    with seeded(0):
        return UniformNet(4, channels=4).eval()


def test_a_recalibrated_network_in_evaluation_answers_as_in_training(network, data):
    """Statistics of one whole batch: evaluation on that batch is then training mode's answer, up to n / (n - 1)."""
    images, _ = data
    with torch.no_grad():
        expected = network.train()(images)
        network.eval()
        with recalibrated(network, images):
            torch.testing.assert_close(network(images), expected, rtol=0.02, atol=0.02)


def test_each_norm_holds_the_statistics_of_what_reaches_it(network, data):
    images, _ = data
    with torch.no_grad(), recalibrated(network, images):
        for block, x in zip(network.blocks, states(network.blocks, network.stem(images)), strict=False):
            norm = block.residual[0]
            torch.testing.assert_close(norm.running_mean, x.mean((0, 2, 3)), rtol=0.02, atol=0.01)
            torch.testing.assert_close(norm.running_var, x.var((0, 2, 3)), rtol=0.02, atol=0.01)


@pytest.mark.parametrize("fails", [False, True])
def test_everything_is_back_at_the_end(network, data, fails):
    before = {name: values.clone() for name, values in network.state_dict().items()}
    modes = [module.training for module in network.modules()]
    with pytest.raises(ZeroDivisionError) if fails else lesioned(network), recalibrated(network, data[0]):
        assert not torch.equal(network.blocks[0].residual[0].running_var, before["blocks.0.residual.0.running_var"])
        weights = {name for name, _ in network.named_parameters()}
        assert all(torch.equal(network.state_dict()[name], before[name]) for name in weights)
        _ = 1 / (0 if fails else 1)
    torch.testing.assert_close(network.state_dict(), before, rtol=0, atol=0)
    assert [module.training for module in network.modules()] == modes
    assert {norm.momentum for norm in network.modules() if isinstance(norm, nn.BatchNorm2d)} == {0.1}


def test_an_operation_comes_first(network, data):
    images, labels = data
    with lesioned(network, {1}), recalibrated(network, images), torch.no_grad():
        expected = (network(images).argmax(1) == labels).double().mean().item()
    assert accuracy(network, images, labels, {1}, calibration=images) == pytest.approx(expected)
    assert single_lesions(network, images, labels, images)[1].item() == pytest.approx(expected)


def test_a_network_without_norms_cannot_be_recalibrated(data):
    with pytest.raises(ValueError, match="nothing to recalibrate"), recalibrated(ResidualMLP(2, 8), data[0]):
        pass


def test_a_committee_of_one_is_its_member(network, data):
    images, labels = data
    alone, together = committee(network, images, labels, [{0, 2}])
    assert alone.tolist() == [pytest.approx(together)] == [pytest.approx(accuracy(network, images, labels, {0, 2}))]


@pytest.mark.parametrize("calibrated", [False, True])
def test_a_committee_votes_by_the_mean_of_its_members(network, data, calibrated):
    images, labels = data
    drops, odds = [{0}, {1, 2}, {3}], 0
    for drop in drops:
        with torch.no_grad(), lesioned(network, drop):
            if calibrated:
                with recalibrated(network, images):
                    odds = odds + network(images).softmax(1)
            else:
                odds = odds + network(images).softmax(1)
    alone, together = committee(network, images, labels, drops, images if calibrated else None)
    assert together == pytest.approx((odds.argmax(1) == labels).double().mean().item())
    expected = [accuracy(network, images, labels, drop, calibration=images if calibrated else None) for drop in drops]
    assert alone.tolist() == pytest.approx(expected)
