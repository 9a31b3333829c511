"""utilisation: the two parts of a block's gradient, and shortcuts whose product is known."""

import pytest
import torch

from course_utils.gradients.shortcut_shares import SHORTCUTS, split, utilisation


def test_the_parts_add_up_to_autograds_gradient():
    generator = torch.Generator().manual_seed(0)
    x, upstream = torch.randn(2, 6, 4, dtype=torch.float64, generator=generator)
    weight = torch.randn(4, 4, dtype=torch.float64, generator=generator)
    x.requires_grad_()
    h, f = 0.3 * x, x.relu() @ weight
    (whole,) = torch.autograd.grad(h + f, x, upstream, retain_graph=True)
    through_h, through_f = split(h, f, x, upstream)
    torch.testing.assert_close(through_h + through_f, whole)
    torch.testing.assert_close(through_h, 0.3 * upstream)


@pytest.mark.parametrize("shortcut", SHORTCUTS)
def test_shapes_and_ends(shortcut):
    found = utilisation(shortcut, 6)
    assert found.shortcut.shape == found.branch.shape == found.share.shape == (6,)
    assert found.total.shape == found.skips.shape == (7,) and found.total[-1] == found.skips[-1] == 1
    assert found.share.min() >= 0 and found.share.max() <= 1


@pytest.mark.parametrize("scale", [0.2, 0.9, 1.0])
def test_scaling_costs_a_product(scale):
    found = utilisation("scale", 20, scale=scale)
    torch.testing.assert_close(found.skips, scale ** torch.arange(20, -1, -1.0).double())


def test_the_identity_costs_nothing_and_arrives():
    found = utilisation("identity", 50)
    assert found.skips.eq(1).all() and 1 < found.total[0] < 3


def test_a_closed_gate_is_nearly_the_identity_and_an_open_one_is_not():
    closed, open_ = (utilisation("gate", 50, bias=bias) for bias in (-8.0, 2.0))
    assert closed.skips[0] > 0.8 and open_.skips[0] < 1e-6


def test_an_exclusive_gate_takes_from_the_branch_what_it_leaves_the_shortcut():
    assert utilisation("exclusive gate", 10, bias=-4.0).share.min() > utilisation("gate", 10, bias=-4.0).share.max()


def test_an_unknown_shortcut_is_named():
    with pytest.raises(ValueError, match="matrix"):
        utilisation("projection")
