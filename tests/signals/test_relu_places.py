"""placements: expected squared gradients against closed forms, drift and zeros of the three streams."""

import pytest
import torch

from course_utils.signals.relu_places import INPUTS, PLACEMENTS, squared_gradients, stream

POST, TEXTBOOK, PRE = PLACEMENTS


@pytest.mark.parametrize(
    ("placement", "inputs", "expected"),
    [
        (POST, "Gaussian", 1.5),
        (TEXTBOOK, "Gaussian", 2.0),
        (PRE, "Gaussian", 2.0),
        (TEXTBOOK, "not negative", 2.0),
        (PRE, "not negative", 3.0),
    ],
)
def test_expected_squared_gradients(placement, inputs, expected):
    """E = 1 + 2 P(the ReLU is open), and half of 1 + 2 where a ReLU follows a sum that is symmetric."""
    ratios = squared_gradients(placement, inputs, 4000)
    assert ratios.shape == (4000,) and ratios.min() > 0
    assert ratios.mean().item() == pytest.approx(expected, abs=0.08)


def test_on_positive_inputs_the_textbooks_form_passes_less_than_post_activation():
    post, textbook = (squared_gradients(name, "not negative", 4000) for name in (POST, TEXTBOOK))
    gap = post - textbook  # the same draws
    assert gap.mean() > 2 * gap.std() / 4000**0.5


@pytest.mark.parametrize("placement", PLACEMENTS)
@pytest.mark.parametrize("inputs", INPUTS)
def test_draws_are_repeatable(placement, inputs):
    assert torch.equal(squared_gradients(placement, inputs, 10), squared_gradients(placement, inputs, 10))
    assert not torch.equal(squared_gradients(placement, inputs, 10, seed=1), squared_gradients(placement, inputs, 10))


@pytest.mark.parametrize("seed", range(3))
def test_the_three_streams(seed):
    post, textbook, pre = (stream(name, 50, seed=seed) for name in PLACEMENTS)
    assert textbook.mean[-1] > 10 and (textbook.mean.diff() > 0).all()
    assert pre.mean[-1].abs() < 0.3 * pre.spread[-1]
    assert post.zeros[1] == pytest.approx(0.5, abs=0.05) and post.zeros[0] == 0
    assert textbook.zeros.eq(0).all() and pre.zeros.eq(0).all()


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_a_branch_of_size_zero_changes_nothing_but_post_activations_sign(placement):
    found = stream(placement, 3, gain=0.0)
    if placement == POST:
        assert found.zeros[1] == pytest.approx(0.5, abs=0.05) and found.mean[1] == found.mean[3]
    else:
        assert found.mean.unique().numel() == 1 and found.mean.shape == (4,)


def test_a_pre_activation_branch_has_the_variance_of_its_gain():
    spread = stream("pre-activation", depth=1, width=256, samples=256).spread
    assert spread[1].item() == pytest.approx(2**0.5, rel=0.05)  # 1 of the stream and 1 of the branch
