"""networks.row_transformer: an image as tokens, one a row."""

import pytest
import torch
from torch import nn

from course_utils.networks.row_transformer import RowTransformer
from course_utils.networks.staged import seeded


@pytest.mark.parametrize("norm", ["pre", "post", "none"])
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_the_states_end_in_the_logits_and_a_last_norm_follows_pre_norm_alone(norm, shortcut):
    with seeded(0):
        network = RowTransformer(3, 8, norm, shortcut).eval()
    images = torch.rand(4, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    path = network.states(images)
    assert network(images).shape == (4, 10) and len(path) == 4 and path[0].shape == (4, 8, 8)
    torch.testing.assert_close(network.head(path[-1]), network(images))
    assert isinstance(network.last_norm, nn.LayerNorm) == (norm == "pre")


def test_a_token_is_a_row_with_its_place():
    with seeded(0):
        network = RowTransformer(1, 8)
    images = torch.rand(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    changed = images.clone()
    changed[:, 0, 3] += 1
    moved = (network.stem(changed) - network.stem(images)).abs().amax((0, 2)) > 0
    assert moved.tolist() == [row == 3 for row in range(8)]
    torch.testing.assert_close(network.stem(torch.zeros(1, 1, 8, 8))[0] - network.embed.bias, network.places)
