"""modes: inside the context all modules share a mode, afterwards each has its own."""

import pytest
from torch import nn

from course_utils.blocks.modes import evaluating, in_mode


@pytest.fixture
def network():
    network = nn.Sequential(nn.BatchNorm1d(2), nn.Sequential(nn.Dropout(), nn.Linear(2, 2)))
    network[0].eval()  # one module stands in another mode than the rest
    return network


def modes(network):
    return [module.training for module in network.modules()]


def test_every_module_is_in_the_mode_inside_and_in_its_own_afterwards(network):
    before = modes(network)
    with evaluating(network) as same:
        assert same is network
        assert not any(modes(network))
    assert modes(network) == before
    with in_mode(network, training=True):
        assert all(modes(network))
    assert modes(network) == before


def test_modes_come_back_after_an_error(network):
    before = modes(network)
    with pytest.raises(RuntimeError), evaluating(network):
        raise RuntimeError
    assert modes(network) == before
