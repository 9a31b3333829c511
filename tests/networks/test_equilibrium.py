"""equilibrium: a fixed point, the gradient of endlessly many tied layers, the memory of one."""

import pytest
import torch

from course_utils.networks.equilibrium import Equilibrium, TiedLayer
from course_utils.networks.neural_ode import kept_for_backward
from course_utils.networks.staged import seeded


@pytest.fixture
def layer():
    with seeded(0):
        return TiedLayer(5).double()


def test_it_stands_still(layer):
    x = torch.randn(4, 5, dtype=torch.float64)
    z = Equilibrium(layer, 1e-12)(x)
    torch.testing.assert_close(layer(z, x), z)


def test_its_gradient_is_that_of_many_layers(layer):
    x = torch.randn(4, 5, dtype=torch.float64, requires_grad=True)
    wanted = [x, *layer.parameters()]
    implicit, unrolled = (
        torch.autograd.grad(way(x).sin().sum(), wanted)
        for way in (Equilibrium(layer, 1e-13, 500), Equilibrium(layer, unrolled=400))
    )
    for one, other in zip(implicit, unrolled, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-8, atol=1e-9)


def test_it_keeps_one_layer_however_often_it_asks(layer):
    x = torch.randn(4, 5, dtype=torch.float64)
    kept, asked = [], []
    for way in (Equilibrium(layer, 1e-2), Equilibrium(layer, 1e-12, 500), Equilibrium(layer, unrolled=30)):
        with kept_for_backward(layer.parameters()) as held:
            out = way(x)
        kept.append(held.bytes)
        asked.append(way.evaluations["forward"])
        assert out.requires_grad
    assert kept[0] == kept[1] < kept[2] / 5 and asked[1] > 2 * asked[0]


def test_it_stops_after_the_most_it_may(layer):
    way = Equilibrium(layer, 0.0, 7)
    with torch.no_grad():
        way(torch.randn(2, 5, dtype=torch.float64))
    assert way.evaluations["forward"] == 7


def test_the_layer_contracts(layer):
    x, a, b = torch.randn(3, 50, 5, dtype=torch.float64)
    assert ((layer(a, x) - layer(b, x)).norm(dim=1) <= 0.9 * (a - b).norm(dim=1) + 1e-12).all()
    with pytest.raises(ValueError, match="above 0"):
        TiedLayer(5, 0.0)
