"""alignment: Jacobians against autograd, overlaps against constructed subspaces and chance, lines against lines."""

import pytest
import torch
from torch import nn

from course_utils.blocks import MLPBlock
from course_utils.gradients.alignment import PAIRS, between, branch_jacobians, overlaps, straightness
from course_utils.networks.staged import VectorNet, seeded


@pytest.mark.parametrize("shortcut", ["identity", "none"])
def test_jacobians_are_those_of_the_branches_at_their_states(shortcut):
    with seeded(0):
        network = VectorNet(3, lambda: MLPBlock(6, shortcut=shortcut), 6, 4)
    x = torch.randn(5, 4)
    found = branch_jacobians(network, x)
    assert found.shape == (3, 5, 6, 6) and found.dtype == torch.float64
    state = network.states(x)[2][1]
    expected = torch.autograd.functional.jacobian(lambda row: network.blocks[2].residual(row[None])[0], state)
    torch.testing.assert_close(found[2, 1], expected.double(), atol=1e-5, rtol=1e-4)


def orthogonal(*shape, seed=0):
    return torch.linalg.qr(torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)).Q


def test_branches_that_write_alike_and_read_apart():
    sizes = torch.diag(2.0 ** -torch.arange(8.0)).double()
    left = orthogonal(8, 8)
    first, second = torch.eye(8, dtype=torch.float64), torch.eye(8, dtype=torch.float64).flip(1)
    jacobians = torch.stack((left @ sizes @ first.T, 3 * left @ sizes @ second.T))[:, None]
    found = overlaps(jacobians, 2)
    assert between(found["left"]) == pytest.approx(1) and between(found["right"]) == pytest.approx(0, abs=1e-12)
    for name in ("left", "right"):
        torch.testing.assert_close(found[name].diagonal(), torch.ones(2, dtype=torch.float64))


def test_left_with_right_asks_whether_one_hears_what_another_writes():
    left, right = orthogonal(6, 6), orthogonal(6, 6, seed=1)
    sizes = torch.diag(2.0 ** -torch.arange(6.0)).double()
    chain = torch.stack((left @ sizes @ right.T, right @ sizes @ left.T))[:, None]
    found = overlaps(chain, 2)["left and right"]
    assert found[0, 1] == pytest.approx(1) and found[1, 0] == pytest.approx(1)
    assert found[0, 0] < 0.9


@pytest.mark.parametrize(("k", "width"), [(1, 10), (3, 32)])
def test_random_branches_overlap_by_chance(k, width):
    drawn = torch.randn(20, 30, width, width, generator=torch.Generator().manual_seed(2))
    for name in PAIRS:
        assert between(overlaps(drawn, k)[name]) == pytest.approx(k / width, rel=0.06)


def test_the_whole_space_overlaps_with_itself():
    found = overlaps(torch.randn(3, 2, 4, 4), 4)
    for name in PAIRS:
        torch.testing.assert_close(found[name], torch.ones(3, 3))
    with pytest.raises(ValueError, match="singular vectors"):
        overlaps(torch.randn(3, 2, 4, 4), 5)


class Step(nn.Module):
    """Adds a fixed vector."""

    def __init__(self, step):
        super().__init__()
        self.step = torch.tensor(step)

    def forward(self, x):
        return x + self.step


@pytest.mark.parametrize(
    ("steps", "expected"), [([[1.0, 0], [3.0, 0]], 1.0), ([[1.0, 0], [-1.0, 0]], 0.0), ([[3.0, 0], [0, 4.0]], 5 / 7)]
)
def test_straightness(steps, expected):
    made = iter(steps)
    network = VectorNet(2, lambda: Step(next(made)), 2, 4)
    assert straightness(network, torch.randn(5, 4)) == pytest.approx(expected, abs=1e-6)
