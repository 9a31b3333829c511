"""cost/dense: the closed forms against modules that are counted."""

import numpy as np
import pytest
import torch
from torch import nn

from course_utils.blocks import BottleneckBlock, DenseBlock
from course_utils.cost import dense
from course_utils.cost.counting import count
from course_utils.networks.staged import count_parameters

SIZE, ENTERING = 8, 16


@pytest.mark.parametrize(("layers", "growth"), [(1, 4), (3, 8), (6, 12)])
def test_what_a_dense_block_keeps_and_holds(layers, growth):
    depth = np.array([layers])
    with torch.device("meta"):
        forms = {
            False: dense.dense_numbers(ENTERING, depth, growth),
            True: dense.checkpointed_numbers(ENTERING, depth, growth),
        }
        for checkpointed, numbers in forms.items():
            block = DenseBlock(ENTERING, layers, growth, checkpointed)
            kept = count(block, (2, ENTERING, SIZE, SIZE)).activation_bytes
            assert 4 * 2 * SIZE**2 * numbers[0] == pytest.approx(kept, rel=0.03)
            assert count_parameters(block) == dense.dense_parameters(ENTERING, layers, growth)


@pytest.mark.parametrize("layers", [1, 5])
def test_what_bottleneck_blocks_keep_and_the_width_that_matches(layers):
    channels = dense.matched_channels(17 * 16**2 * layers, layers)
    assert channels == 64
    with torch.device("meta"):
        stack = nn.Sequential(*(BottleneckBlock(channels, channels // 4, channels) for _ in range(layers)))
    kept = count(stack, (2, channels, SIZE, SIZE)).activation_bytes
    assert 4 * 2 * SIZE**2 * dense.residual_numbers(channels, np.array([layers]))[0] == pytest.approx(kept, rel=0.03)
