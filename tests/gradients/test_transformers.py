"""attention_flow: shapes, the collapse of tokens without skips, and cosines against a loop."""

import pytest
import torch

from course_utils.data import digits
from course_utils.gradients.transformers import DEPTHS, GAINS, KINDS, _alike, attention_flow, attention_flows


@pytest.fixture(scope="module")
def batch():
    data = digits()
    return data.train_inputs[:8], data.train_labels[:8]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("depth", [1, 5])
def test_shapes(kind, depth, batch):
    flow = attention_flow(kind, depth, *batch)
    assert flow.states.shape == flow.alike.shape == (depth + 1,) and flow.weights.shape == (depth,)
    assert flow.states.min() > 0 and flow.alike.max() <= 1 + 1e-12


def test_without_skips_the_tokens_become_equal(batch):
    flows = {kind: attention_flow(kind, 6, *batch) for kind in KINDS}
    assert 1 - flows["no skip"].alike[-1] < 1e-10
    assert all(1 - flows[kind].alike[-1] > 1e-3 for kind in ("pre-norm", "post-norm"))
    assert all(flow.alike[0] == flows["no skip"].alike[0] for flow in flows.values())  # the same weights at the start


def test_larger_weights_make_post_norm_gradients_vanish_and_not_pre_norms(batch):
    ratio = {kind: (flow := attention_flow(kind, 12, *batch, gain=2.0)).states[0] / flow.states[-1] for kind in KINDS}
    assert ratio["post-norm"] < 0.2 < 1 < ratio["pre-norm"]


def test_alike_is_the_mean_cosine_of_different_tokens():
    tokens = torch.randn(3, 4, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    cosines = [
        torch.cosine_similarity(image[i], image[j], dim=0) for image in tokens for i in range(4) for j in range(i)
    ]
    torch.testing.assert_close(_alike(tokens), torch.stack(cosines).mean())


def test_all_settings_at_once(batch):
    flows = attention_flows(*(part[:2] for part in batch))
    assert set(flows) == {(kind, depth, gain) for kind in KINDS for depth in DEPTHS for gain in GAINS}
    expected = attention_flow("post-norm", 2, *(part[:2] for part in batch), gain=0.5)
    torch.testing.assert_close(flows["post-norm", 2, 0.5].states, expected.states)
