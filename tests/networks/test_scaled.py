"""scaled: another power of the depth and a last norm change what they say, and no draw."""

import pytest
import torch

from course_utils.blocks import MLPBlock
from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.scaled import NormedVectorNet, ScaledStack
from course_utils.networks.staged import VectorNet, seeded


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_the_power_divides_the_branch_and_changes_no_draw(power):
    with seeded(0):
        net = ScaledStack(16, 8, power, inputs=8)
    with seeded(0):
        assert torch.equal(net.weights, DeepStack(16, 8, inputs=8).weights)
    assert net.branch == pytest.approx(16**-power)
    with torch.no_grad():
        x = net.stem(torch.ones(1, 8))
        for weight in net.weights:
            x = x + x.relu() @ weight / 16**power
        torch.testing.assert_close(net(torch.ones(1, 8)), net.head(x))


def test_a_vector_nets_last_norm_stands_before_its_head():
    with seeded(0):
        network = NormedVectorNet(2, lambda: MLPBlock(8), 8, inputs=4).train()
    with seeded(0):
        bare = VectorNet(2, lambda: MLPBlock(8), 8, inputs=4)
    x = torch.randn(50, 4, generator=torch.Generator().manual_seed(0))
    end = network.states(x)[-1]
    torch.testing.assert_close(end, bare.states(x)[-1])
    normed = ((end - end.mean(0)) / (end.var(0, unbiased=False) + 1e-5).sqrt()).relu()
    torch.testing.assert_close(network(x), bare.head(normed))
