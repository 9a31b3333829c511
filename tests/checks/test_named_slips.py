"""Slips that show in most draws only: the check looks for the draw in which they show."""

import pytest
import torch

from course_utils.checks.answer import Trouble
from course_utils.checks.ensembles.dropped_blocks import kept_runs


@pytest.mark.parametrize("first", [0, 1, 2])
def test_dropped_entries_are_named_though_in_one_run_whole_samples_were_dropped(first):
    x, branch = torch.zeros(2, 2).double(), torch.ones(2, 2).double()
    by_chance, clear = torch.tensor([[1.0, 1.0], [0.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    training = torch.stack([by_chance, clear, torch.ones(2, 2)]).roll(first, 0).double()
    with pytest.raises(Trouble, match="Were single entries dropped"):
        kept_runs(training, x, branch, 0.5)
    with pytest.raises(Trouble, match="Some samples kept the branch"):
        kept_runs(by_chance[None].double(), x, branch, 0.5)
    assert kept_runs(torch.stack([x, x + branch]), x, branch, 0.5).tolist() == [False, True]
