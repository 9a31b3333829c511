"""early_exits: every rule against a loop over samples, the lot that keeps the numbers, the cheapest of thresholds."""

import pytest
import torch

from course_utils.cost.early_exits import leave, leave_at, settled, shuffled, threshold_for


@pytest.fixture(scope="module")
def given():
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 4, (60,), generator=generator)
    growth = torch.tensor([0.5, 1.5, 2.5]).view(3, 1, 1)
    logits = torch.randn(3, 60, 4, generator=generator) + growth * torch.nn.functional.one_hot(labels, 4)
    return logits, labels


def test_a_sample_leaves_at_the_first_exit_that_is_sure(given):
    logits, labels = given
    gone = leave(logits, 0.7)
    for n in range(60):
        odds = logits[:, n].softmax(1)
        block = next((k for k in range(3) if odds[k].max() >= 0.7), 2)
        assert (gone.block[n], gone.answer[n]) == (block + 1, odds[block].argmax())
    assert gone.depth == pytest.approx(gone.block.float().mean().item())
    assert gone.accuracy(labels) == pytest.approx((gone.answer == labels).float().mean().item())
    assert 0 < (gone.block == 3).sum() < 60


def test_a_threshold_that_nobody_reaches_keeps_all_to_the_end(given):
    logits, labels = given
    gone = leave(logits, 2.0)
    assert gone.depth == 3 and torch.equal(gone.answer, logits[-1].argmax(1))


def test_settled_is_where_the_last_change_was(given):
    logits, _ = given
    answers = logits.argmax(2)
    for n, block in enumerate(settled(logits)):
        assert (answers[block - 1 :, n] == answers[-1, n]).all()
        assert block == 1 or answers[block - 2, n] != answers[-1, n]


def test_a_lot_keeps_how_many_leave_and_not_who(given):
    logits, _ = given
    gone = leave(logits, 0.7)
    drawn = shuffled(gone, logits, 1)
    assert torch.equal(drawn.block.sort().values, gone.block.sort().values) and drawn.depth == gone.depth
    assert not torch.equal(drawn.block, gone.block)
    assert torch.equal(drawn.answer, leave_at(logits, drawn.block).answer)


@pytest.mark.parametrize("loss", [0.0, 0.05, 0.3])
def test_the_threshold_of_least_depth_that_loses_no_more(given, loss):
    logits, labels = given
    thresholds = torch.linspace(0.3, 0.99, 30)
    last, found = leave(logits, 2.0).accuracy(labels), leave(logits, threshold_for(logits, labels, loss, thresholds))
    fine = [one for t in thresholds if (one := leave(logits, t.item())).accuracy(labels) >= last - loss]
    assert found.accuracy(labels) >= last - loss
    assert found.depth == min([one.depth for one in fine] + [3])


def test_where_no_threshold_will_do_all_stay_to_the_end(given):
    logits, labels = given
    late = torch.cat((logits[:2] * 0 + torch.tensor([9.0, 0, 0, 0]), logits[-1:]))
    assert threshold_for(late, labels, 0.0, torch.linspace(0.3, 0.9, 5)) == 2.0
