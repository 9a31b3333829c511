"""profiles: which trainings a profile names, what decides a training, and which profile suits which hardware."""

import itertools
from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
import torch

from course_utils.lab.degradation import FULL, PROFILES, QUICK, Job, choose_profile
from course_utils.system.device import Hardware
from course_utils.training.loop import HE_2015, Recipe

TINY = replace(QUICK, name="tiny", depths=(8, 14), widths=(2, 3, 4), seeds=(0, 1), recipe=Recipe(epochs=1))


def hardware(kind):
    return Hardware(torch.device(kind), "a pretended machine")


def test_a_profile_is_every_depth_shortcut_and_seed_once():
    jobs = TINY.jobs()
    found = {(job.depth, job.shortcut, job.seed) for job in jobs}
    assert found == set(itertools.product((8, 14), ("none", "identity"), (0, 1)))
    assert len(jobs) == len(set(jobs)) == 8
    same = {(job.data, job.widths, job.norm, job.recipe) for job in jobs}
    assert same == {("digits", (2, 3, 4), "batch", TINY.recipe)}


def test_the_whole_picture_for_one_seed_comes_first():
    assert [job.seed for job in TINY.jobs()] == [0] * 4 + [1] * 4


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


def test_a_profile_says_what_it_will_do():
    assert str(TINY) == (
        "tiny: 8 trainings on digits, 1 epochs each; depths 8, 14; shortcuts none, identity; seeds 0, 1; "
        "widths 2/3/4, norm batch."
    )


def test_everything_that_decides_a_training_is_in_its_key():
    job = TINY.jobs()[0]
    names = {field.name for field in (*fields(Job), *fields(Recipe))} - {"recipe"}
    assert set(job.parameters) == names and job.parameters["widths"] == "2/3/4"
    changes = [{"data": "x"}, {"depth": 8 + 6}, {"shortcut": "identity"}, {"widths": (2, 3, 5)}, {"norm": "none"}]
    changes += [{"seed": 9}, {"recipe": Recipe(epochs=2)}, {"recipe": replace(HE_2015, milestones=(1, 2))}]
    keys = [tuple(other.parameters.items()) for other in (job, *(replace(job, **change) for change in changes))]
    assert len(set(keys)) == len(keys)


def test_the_defaults_are_those_of_the_fields_as_the_key_has_them():
    job = TINY.jobs()[0]
    assert job.defaults == {
        "epochs": 6, "learning_rate": 0.1, "batch_size": 128, "weight_decay": 1e-4,
        "optimiser": "sgd", "milestones": "", "padding": 0,
    }  # fmt: skip


def test_a_field_that_is_added_with_a_default_is_among_the_defaults():
    @dataclass(frozen=True)
    class Warm(Recipe):
        warm_up: tuple[int, ...] = (1, 2)

    job = replace(TINY, recipe=Warm()).jobs()[0]
    assert job.parameters["warm_up"] == job.defaults["warm_up"] == "1/2"


def test_twins_are_built_from_one_seed():
    plain, residual = (job.build(3, 5) for job in TINY.jobs()[:2])
    assert plain.head[2].out_features == 5 and plain.stem[0].in_channels == 3
    for one, other in zip(plain.parameters(), residual.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_the_full_profile_is_the_paper():
    """He et al. 2015, section 4.2 and figure 6."""
    assert (FULL.data, FULL.depths, FULL.widths) == ("cifar10", (20, 32, 44, 56, 110), (16, 32, 64))
    assert (FULL.recipe, FULL.norm, FULL.shortcuts) == (HE_2015, "batch", ("none", "identity"))


@pytest.mark.parametrize(("kind", "name"), [("cuda", "full"), ("mps", "quick"), ("cpu", "quick")])
def test_the_profile_suits_the_hardware(monkeypatch, kind, name):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert choose_profile(hardware=hardware(kind)) is PROFILES[name]
    assert choose_profile("auto", hardware(kind)) is PROFILES[name]


def test_environment_and_argument_override_the_hardware(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")
    assert choose_profile(hardware=hardware("cpu")) is FULL
    assert choose_profile("quick", hardware("cuda")) is QUICK
    monkeypatch.setenv("COURSE_PROFILE", "")
    assert choose_profile(hardware=hardware("cpu")) is QUICK


def test_an_unknown_profile_lists_them(monkeypatch):
    with pytest.raises(ValueError, match=r"'huge'\. Choose one of auto, quick, full\."):
        choose_profile("huge")
    monkeypatch.setenv("COURSE_PROFILE", "FULL")
    with pytest.raises(ValueError, match="'FULL'"):
        choose_profile()
