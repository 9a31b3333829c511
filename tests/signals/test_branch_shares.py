"""Branch shares: a block's part of the variance, held against the definition and against theory."""

import pytest
import torch
from torch import nn

from course_utils.blocks import OrderedBlock
from course_utils.blocks.residual import ResidualUnit
from course_utils.networks.staged import seeded
from course_utils.signals.branch_shares import branch_shares


class Times(nn.Module):
    """A branch that multiplies."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


def test_the_share_of_a_known_branch():
    x = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    shares = branch_shares([ResidualUnit(Times(0.5)), ResidualUnit(Times(2.0))], x)
    torch.testing.assert_close(shares, torch.tensor([0.25, 4.0]))


@pytest.mark.parametrize(("norm", "low", "high"), [("batch", 0.5, 2.0), ("none", 2.5, 200)])
def test_batch_norm_leaves_block_l_one_part_in_l_and_no_norm_does_not(norm, low, high):
    with seeded(0):
        blocks = [OrderedBlock(8, 8, norm=norm) for _ in range(30)]
    x = torch.randn(64, 8, 4, 4, generator=torch.Generator().manual_seed(1))
    times = branch_shares(blocks, x) * torch.arange(1, 31)
    assert low < times[20:].median() < high
