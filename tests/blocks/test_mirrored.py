"""mirrored: at the start a rotation, later a nonlinear layer of twice the weights."""

import torch

from course_utils.blocks.mirrored import MirroredLayer
from course_utils.networks.staged import count_parameters, seeded


def layer(width=8):
    with seeded(0):
        return MirroredLayer(width).double()


def test_a_fresh_layer_is_linear_and_keeps_lengths():
    fresh, (x, y) = layer(), torch.randn(2, 5, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(fresh(x + 2 * y), fresh(x) + 2 * fresh(y))
    torch.testing.assert_close(fresh(x).norm(dim=1), x.norm(dim=1), rtol=1e-5, atol=1e-5)


def test_a_changed_layer_is_not_linear():
    changed, x = layer(), torch.ones(1, 8, dtype=torch.float64)
    with torch.no_grad():
        changed.falling.weight.zero_()
    assert not changed(-x).any() and changed(x).any()


def test_twice_the_weights_of_a_relu_layer_and_no_bias():
    assert count_parameters(layer()) == 2 * 8 * 8
