"""degradation: which trainings a profile names, and the networks that they train."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from course_utils.lab.degradation import profiles
from course_utils.training.loop import HE_2015, Recipe
from tests.lab.tiny import DEPTHS, run

QUICK, SHORT, FULL = profiles().values()
TINY = replace(DEPTHS, widths=(2, 3, 4), recipe=Recipe(epochs=1))


def test_a_profile_is_every_depth_shortcut_and_seed_once():
    jobs = TINY.jobs()
    found = {(job.depth, job.shortcut, job.seed) for job in jobs}
    assert found == set(itertools.product((8, 14), ("none", "identity"), (0, 1)))
    assert len(jobs) == len(set(jobs)) == 8
    same = {(job.data, job.widths, job.norm, job.recipe) for job in jobs}
    assert same == {("digits", (2, 3, 4), "batch", TINY.recipe)}


def test_single_values_and_repeats_are_understood():
    profile = replace(TINY, depths=8, shortcuts="none", seeds=[3, 3, 5], widths=[2, 2, 2])
    assert (profile.depths, profile.shortcuts, profile.seeds, profile.widths) == ((8,), ("none",), (3, 5), (2, 2, 2))
    assert len(profile.jobs()) == 2


@pytest.mark.parametrize("seeds", [np.int64(4), np.arange(4, 5), [np.uint8(4)], (4,)], ids=repr)
def test_numbers_of_numpy_are_plain_ones(seeds):
    profile = replace(TINY, depths=np.int32(8), seeds=seeds, widths=np.array([2, 3, 4]))
    plain = replace(TINY, depths=8, seeds=4)
    assert profile == plain and str(profile) == str(plain)
    assert {type(job.seed) for job in profile.jobs()} == {type(job.depth) for job in profile.jobs()} == {int}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"depths": (8, 21)}, r"6 n \+ 2 .*not 21"),
        ({"depths": ()}, "depths is empty"),
        ({"shortcuts": []}, "shortcuts is empty"),
        ({"seeds": []}, "seeds is empty"),
        ({"shortcuts": ("none", "skip")}, "'skip'.*none, identity, padding, projection"),
        ({"norm": "layer"}, "'layer'.*batch, none"),
        ({"widths": (8, 16)}, "three numbers of channels"),
        ({"widths": 8}, "three numbers of channels"),
        ({"widths": (16, 8, 4)}, "Zero padding can add channels"),
    ],
)
def test_what_cannot_be_built_is_refused_before_anything_is_trained(change, message):
    with pytest.raises(ValueError, match=message):
        replace(TINY, **change)


def test_twins_are_built_from_one_seed():
    plain, residual = (job.build(3, 5) for job in TINY.jobs()[:2])
    assert plain.head[2].out_features == 5 and plain.stem[0].in_channels == 3
    for one, other in zip(plain.parameters(), residual.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_the_full_profile_is_the_paper():
    """He et al. 2015, section 4.2 and figure 6."""
    assert (FULL.data, FULL.depths, FULL.widths) == ("cifar10", (20, 32, 44, 56, 110), (16, 32, 64))
    assert (FULL.recipe, FULL.norm, FULL.shortcuts) == (HE_2015, "batch", ("none", "identity"))


def test_the_full_profile_runs_on_pictures_with_three_channels(asked):
    rows = run(replace(FULL, depths=8, seeds=0, recipe=replace(FULL.recipe, epochs=1, milestones=(1,))))
    assert asked == ["cifar10"] and len(rows) == 2 and (rows.status == "finished").all()
