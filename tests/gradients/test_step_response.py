"""The response to a first step: against a small real step, and against the powers that theory gives."""

import copy
import math

import pytest
import torch
from torch import nn

from course_utils.gradients.step_response import FIRST_STEPS, exponent, step_response
from course_utils.networks.scaled import ScaledStack
from course_utils.networks.staged import seeded

INPUTS = torch.randn(48, 8, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(48) % 4


def stack(depth, power, seed=0):
    with seeded(seed):
        return ScaledStack(depth, 16, power, inputs=8, classes=4)


@pytest.mark.parametrize("optimiser", FIRST_STEPS)
def test_it_is_the_slope_of_a_small_real_step(optimiser):
    network = stack(5, 0.5).double()
    before = copy.deepcopy(network.state_dict())
    found = step_response(network, INPUTS, LABELS, optimiser)
    inputs = INPUTS.double()
    nn.functional.cross_entropy(network(inputs), LABELS).backward()
    step, rate = FIRST_STEPS[optimiser](network.weights.grad), 1e-6
    head, network.head = network.head, nn.Identity()
    with torch.no_grad():
        start = network(inputs)
        network.weights += rate * step
        moved = (network(inputs) - start).square().mean().sqrt() / rate
    assert found == pytest.approx(moved.item(), rel=1e-3)
    network.head, network.weights.data = head, before["weights"]
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


@pytest.mark.parametrize(("optimiser", "power", "expected"), [("SGD", 1.0, -1.0), ("Adam", 1.0, 0.0)])
def test_the_power_of_the_depth_where_branches_are_steps(optimiser, power, expected):
    depths = (16, 64, 256)
    values = [step_response(stack(depth, power), INPUTS, LABELS, optimiser) for depth in depths]
    assert exponent(depths, values) == pytest.approx(expected, abs=0.15)


def test_an_exponent_is_a_slope_and_an_optimiser_has_to_be_known():
    assert exponent([2, 8, 32], [3 * math.sqrt(n) for n in (2, 8, 32)]) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="No optimiser is called 'Lion'"):
        step_response(stack(2, 0.5), INPUTS, LABELS, "Lion")
