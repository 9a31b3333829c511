"""gates: the direct part against products of gates, and the total against autograd by another way."""

import pytest
import torch

from course_utils.blocks import HighwayLayer
from course_utils.gradients.gated_stacks import highway_flow, lstm_flow
from course_utils.networks.staged import seeded


@pytest.mark.parametrize("bias", [-6, -2, 0, 4])
def test_a_highways_total_is_autograds(bias):
    flow = highway_flow(bias, 5)
    with seeded(0):
        layers = torch.nn.Sequential(*(HighwayLayer(32, bias) for _ in range(5))).double()
    generator = torch.Generator().manual_seed(0)
    x, upstream = (torch.randn(32, 32, generator=generator, dtype=torch.float64) for _ in range(2))
    (gradient,) = torch.func.vjp(layers, x)[1](upstream)
    assert flow.total[0].item() == pytest.approx((gradient.norm() / upstream.norm()).item())
    assert flow.total[-1] == flow.direct[-1] == 1 and flow.carry.shape == (5,)


def test_more_bias_closes_the_way_along_x():
    direct = [highway_flow(bias).direct[0].item() for bias in (-6, -4, -2, 0, 2, 4)]
    assert direct == sorted(direct, reverse=True) and direct[0] > 0.7 and direct[-1] < 1e-60


def test_an_open_gate_is_a_plain_layer_whose_gradient_need_not_vanish():
    assert highway_flow(4).total[0] > 100 * highway_flow(0).total[0]


def test_without_a_forget_gate_the_direct_part_is_untouched():
    flow = lstm_flow(0.0, 30, forget=False)
    assert flow.direct.eq(1).all() and flow.carry.eq(1).all() and flow.total[0] > 1


@pytest.mark.parametrize("bias", [-2, 0, 2])
def test_the_direct_part_is_the_product_of_the_forget_gates(bias):
    flow = lstm_flow(bias, 20)
    assert flow.direct[0].item() == pytest.approx(flow.carry.log().sum().exp().item(), rel=0.5)
    assert (flow.direct.diff() > 0).all()


def test_a_higher_forget_bias_remembers_longer():
    totals = [lstm_flow(bias).total[0].item() for bias in (-2, 0, 1, 2, 4)]
    assert totals == sorted(totals) and totals[1] < 1e-8 and totals[-1] > 0.5


@pytest.mark.parametrize("flow", [highway_flow, lstm_flow])
def test_the_random_state_outside_stays(flow):
    before = torch.get_rng_state()
    flow(0.0, 3)
    assert torch.equal(torch.get_rng_state(), before)
