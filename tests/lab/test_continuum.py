"""continuum: the race of four models and its table, and the profile of both parts."""

import math
from dataclasses import replace

import pandas
import pytest

from course_utils.lab import continuum
from course_utils.lab import job as jobs
from course_utils.lab.continuum import beside_published, profiles
from course_utils.networks.continuum import MODELS, ContinuumNet, cost, make_finer
from course_utils.networks.staged import seeded
from course_utils.training.loop import evaluate, train
from tests.lab.tiny import ADAM, CONTINUUM, CPU, pictures, run

RACE = CONTINUUM.only("race")


def test_a_row_is_what_one_would_measure_by_hand():
    job, data = replace(RACE, models="ODE").jobs()[0], pictures()
    row = job.measure(data, CPU)
    with seeded(job.seed):
        network = ContinuumNet("ODE", 4, job.tolerance, 1, 8, 1)
    train(network, data, ADAM, job.seed, CPU, progress=False)
    assert row["test_error"] == 1 - evaluate(network, data.test_inputs, data.test_labels)["accuracy"]
    assert {name: row[name] for name in ("forward", "backward", "kept")} == cost(network, data.test_inputs)
    before = network(data.test_inputs).argmax(1)
    make_finer(network)
    assert row["flips"] == (network(data.test_inputs).argmax(1) != before).float().mean().item()
    assert row["finer_error"] == 1 - evaluate(network, data.test_inputs, data.test_labels)["accuracy"]


@pytest.mark.parametrize("change", [{"channels": 8}, {"tolerance": 1e-3}, {"halvings": 0}])
def test_another_setting_is_another_training(change):
    assert replace(RACE, **change).jobs()[0].parameters != RACE.jobs()[0].parameters


def test_a_solver_that_gives_up_on_the_way_back_has_diverged(monkeypatch):
    """The adjoint's backward pass has a solver of its own, and no loss tells that it failed."""

    def gives_up(*given, **settings):
        raise AssertionError("underflow in dt 0.0")

    monkeypatch.setattr(jobs, "train_together", gives_up)
    rows = run(replace(RACE, models="ODE", seeds=0))
    assert rows.status.tolist() == ["diverged"] and rows.test_error.isna().all() and math.isnan(rows.seconds.item())


def test_any_other_failure_is_not_taken_for_divergence(monkeypatch):
    def fails(*given, **settings):
        raise AssertionError("something else")

    monkeypatch.setattr(jobs, "train_together", fails)
    with pytest.raises(AssertionError, match="something else"):
        run(replace(RACE, models="ODE", seeds=0))


def test_full_runs_on_pictures_in_colour(asked):
    small = replace(profiles()["full"], recipe=ADAM, depth_recipe=ADAM, channels=4, depths=(2, 4), width=4, seeds=0)
    rows = run(small)
    assert len(rows) == 4 + 6 and (rows.status == "finished").all() and asked == ["cifar10"]


def test_a_profile_says_what_it_trains():
    quick = profiles()["quick"]
    assert str(quick).startswith(
        "quick: 48 trainings on digits, 4 epochs each; residual, tied, RK4, ODE with 8 channels"
    )
    assert len(quick.only("race").jobs()) == 12 and len(quick.only("deepening").jobs()) == 36


@pytest.mark.parametrize("change", [{"models": ("RK5",)}, {"parts": ("walk",)}, {"seeds": ()}])
def test_what_cannot_be_run_is_refused_at_once(change):
    with pytest.raises(ValueError, match="RK5|walk|seeds is empty"):
        replace(CONTINUUM, **change)


def race(errors):
    """Rows of a race made by hand: three seeds a model."""
    rows = [(model, seed, error) for model, seeds in errors.items() for seed, error in enumerate(seeds)]
    table = pandas.DataFrame(rows, columns=["model", "seed", "test_error"])
    return table.assign(
        forward=[6, 7, 20] * len(errors), backward=0, kept=[1024.0, 2048.0, 9000.0] * len(errors),
        seconds=[1.0, 2.0, 9.0] * len(errors), epochs=4, parameters=100,
    )  # fmt: skip


def test_the_table_has_medians_beside_the_published_numbers():
    table = beside_published(race({"residual": (0.1, 0.2, 0.9), "tied": (0.1, 0.1, 0.1)})).set_index("model")
    row = table.loc["residual"]
    assert row["test error %"] == "20.0 (10.0 to 90.0)" and row.evaluations == "7 (6 to 20) + 0"
    assert (row["KB kept a picture"], row["s an epoch"]) == ("2.0", "0.50")  # medians, not the largest of three
    assert (row["published error %"], row["published parameters"]) == ("0.41", "0.60 M")
    assert table.loc["tied", "published error %"] == "" and table.loc["tied", "test error %"] == "10.0"


def test_a_diverged_model_is_named_in_the_table():
    table = beside_published(race({"ODE": (0.1, math.nan, math.nan)}))
    assert table["test error %"].tolist() == ["diverged (10.0 to diverged)"]


def test_every_model_takes_part():
    assert beside_published(run(RACE)).model.tolist() == list(MODELS)
    assert set(continuum.EVALUATIONS) == set(MODELS)
