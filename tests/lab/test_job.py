"""job: what decides a row is its key, and a training that diverged says so and nothing else."""

import math
from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
import torch

from course_utils.lab import job as jobs
from course_utils.lab.degradation import DepthTraining
from course_utils.lab.job import as_tuple, check_names
from course_utils.networks.staged import count_parameters
from course_utils.training.loop import HE_2015, Recipe
from tests.lab.tiny import ALL, CPU, DEPTHS, FOREVER, RECIPE, load, pictures

FIRST = DEPTHS.jobs()[0]


@pytest.fixture(params=ALL.values(), ids=ALL)
def each(request):
    """The first job of each experiment, and its data."""
    job = request.param.jobs()[-1]
    return job, load(job.data)


def test_a_row_has_what_a_job_promises(each):
    job, data = each
    row = job.measure(data, CPU)
    assert set(row) == {*job.measures, "status"} and row["status"] == "finished"
    assert all(math.isfinite(row[name]) for name in jobs.SCORES)
    assert row["seconds"] > 0 and len(row["curve"]) == job.recipe.epochs
    assert row["curve"][-1] == row["train_error"] and 0 <= row["test_error"] <= 1
    network = job.build(data.train_inputs.shape[1], len(data.classes), data.train_inputs.shape[2])
    assert row["parameters"] == count_parameters(network)


def test_parameters_are_plain_and_hold_every_field(each):
    job, _ = each
    named = {field.name for field in (*fields(job), *fields(job.recipe))} - {"recipe", "design"}
    assert named <= set(job.parameters) and set(job.defaults) <= set(job.parameters)
    assert all(isinstance(value, str | int | float) for value in job.parameters.values())
    assert replace(job, seed=9).parameters != job.parameters and hash(job) == hash(replace(job))
    assert job.work > 0 and str(job.seed) in job.title


def test_jobs_of_all_experiments_have_keys_of_their_own():
    for profile in ALL.values():
        keys = [tuple(job.parameters.items()) for job in profile.jobs()]
        assert len(set(keys)) == len(keys)


def test_everything_that_decides_a_training_is_in_its_key():
    names = {field.name for field in (*fields(DepthTraining), *fields(Recipe))} - {"recipe"}
    job = replace(FIRST, widths=(2, 3, 4))
    assert set(job.parameters) == names and job.parameters["widths"] == "2/3/4"
    changes = [{"data": "x"}, {"depth": 8 + 6}, {"shortcut": "identity"}, {"widths": (2, 3, 5)}, {"norm": "none"}]
    changes += [{"seed": 9}, {"recipe": Recipe(epochs=3)}, {"recipe": replace(HE_2015, milestones=(1, 2))}]
    keys = [tuple(other.parameters.items()) for other in (job, *(replace(job, **change) for change in changes))]
    assert len(set(keys)) == len(keys)


def test_the_defaults_are_those_of_the_fields_as_the_key_has_them():
    assert FIRST.defaults == {
        "epochs": 6, "learning_rate": 0.1, "batch_size": 128, "weight_decay": 1e-4,
        "optimiser": "sgd", "milestones": "", "padding": 0, "norm": "batch",
    }  # fmt: skip


def test_a_field_that_is_added_with_a_default_is_among_the_defaults():
    @dataclass(frozen=True)
    class Warm(Recipe):
        warm_up: tuple[int, ...] = (1, 2)

    job = replace(DEPTHS, recipe=Warm()).jobs()[0]
    assert job.parameters["warm_up"] == job.defaults["warm_up"] == "1/2"


# Trainings that diverge


def diverged(job, data):
    row = job.measure(data, CPU)
    assert row["status"] == "diverged" and all(math.isnan(row[name]) for name in jobs.SCORES)
    assert not set(row) & set(job.examined)
    return row


def test_in_the_first_epoch(each):
    """No epoch was whole: there is no loss, no curve, and nothing was examined."""
    job, data = each
    ruined = replace(data, train_inputs=data.train_inputs * math.nan)
    assert diverged(job, ruined)["curve"] == []


def test_later(each, monkeypatch):
    """One whole epoch, then the end: its loss and errors do not pass for the training's."""
    job, data = each
    job = replace(job, recipe=replace(job.recipe, epochs=2))
    true = jobs.train_together

    def breaks(networks, data, recipe, seeds, hardware, progress):
        def tell(share):
            with torch.no_grad():
                for parameter in networks[0].parameters():
                    parameter.mul_(math.nan)

        return true(networks, data, recipe, seeds, hardware, tell)

    monkeypatch.setattr(jobs, "train_together", breaks)
    assert len(diverged(job, data)["curve"]) == 1


def test_after_the_last_epoch(each):
    """The loss over the epoch was finite, and the network is broken all the same: 0.875 is not its error."""
    job, data = each
    diverged(job, replace(data, test_inputs=data.test_inputs * math.nan))


def test_a_loss_that_was_not_finite_is_enough(monkeypatch):
    """Whatever the network says afterwards: with normalisation it may well say something finite."""
    lost = jobs.History(status="diverged", message="The loss became nan.")
    monkeypatch.setattr(jobs, "train_together", lambda *_: [lost])
    diverged(FIRST, pictures())


def test_of_its_own_accord():
    diverged(replace(FIRST, norm="none", recipe=FOREVER), pictures())


# Profiles


def test_a_profile_says_what_it_will_do():
    assert str(replace(DEPTHS, widths=(2, 3, 4))) == (
        "tiny: 8 trainings on digits, 2 epochs each; depths 8, 14; shortcuts none, identity; seeds 0, 1; "
        "widths 2/3/4, norm batch."
    )


@pytest.mark.parametrize("profile", ALL.values(), ids=ALL)
def test_only_narrows_to_what_was_named(profile):
    values = list(dict.fromkeys(job.parameters[profile.by] for job in profile.jobs()))
    part = profile.only(values[-1])
    assert part.jobs() == [job for job in profile.jobs() if job.parameters[profile.by] == values[-1]]
    with pytest.raises(ValueError, match=f"'other'.*{values[0]}"):
        profile.only("other")


@pytest.mark.parametrize("profile", ALL.values(), ids=ALL)
def test_the_whole_picture_for_one_seed_comes_first(profile):
    seeds = [job.seed for job in profile.only(profile.jobs()[0].parameters[profile.by]).jobs()]
    assert seeds == sorted(seeds)


@pytest.mark.parametrize("values", [np.int64(4), np.arange(4, 5), [np.uint8(4)], (4,), 4, [4, 4]], ids=repr)
def test_one_value_or_several_of_any_library(values):
    assert as_tuple(values, "seeds") == (4,) and type(as_tuple(values, "seeds")[0]) is int


def test_no_value_is_a_sentence():
    with pytest.raises(ValueError, match="seeds is empty: name at least one"):
        as_tuple([], "seeds")


def test_an_unknown_name_lists_those_that_are_known():
    check_names(("a",), ("a", "b"), "shortcut")
    with pytest.raises(ValueError, match="No shortcut is called 'c'. Choose among a, b."):
        check_names(("a", "c"), ("a", "b"), "shortcut")


def test_training_as_by_hand():
    job = replace(FIRST, recipe=RECIPE)
    assert job.measure(pictures(), CPU)["loss"] == job.measure(pictures(), CPU)["loss"]
