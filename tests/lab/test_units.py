"""variants, and the lab's race of units: networks, published numbers, a rate for each unit, orders of pairs."""

import math
from dataclasses import replace

import pandas
import pytest
import torch

from course_utils.data import Dataset
from course_utils.figures import units_beside_published
from course_utils.lab import run as lab
from course_utils.lab.degradation import FIVE_UNITS, UNIT_RATES, choose_profile, unit_profiles
from course_utils.lab.results import Results
from course_utils.lab.units import PUBLISHED, UNITS, beside_published, compare_orders, published, variant_net
from course_utils.networks.staged import CifarNet, PreactivationNet, seeded
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe

CPU = choose_hardware("cpu")
TINY = replace(unit_profiles()["quick"], name="tiny", depths=8, widths=(2, 2, 2), recipe=Recipe(epochs=1, batch_size=8))


def pictures(count=16):
    images = torch.randn(2 * count, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(2 * count) % 10
    names = tuple("0123456789")
    return Dataset("tiny pictures", images[:count], labels[:count], images[count:], labels[count:], names)


@pytest.fixture(autouse=True)
def tiny_data(monkeypatch):
    monkeypatch.setattr(lab, "load", lambda name: pictures())
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)


# Networks


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_makes_a_network(unit):
    net = variant_net(unit, 8, (2, 3, 4), in_channels=1)
    assert net(torch.randn(2, 1, 8, 8)).shape == (2, 10) and len(net.blocks) == 3
    assert isinstance(net, PreactivationNet) == unit.endswith("pre-activation")


@pytest.mark.parametrize(("unit", "shortcut"), [("original", "identity"), ("plain", "none")])
def test_two_units_are_the_networks_of_chapter_1(unit, shortcut):
    x = torch.randn(2, 1, 8, 8)
    with seeded(0):
        ours = variant_net(unit, 14, (2, 3, 4), 1)
    with seeded(0):
        theirs = CifarNet(14, shortcut, (2, 3, 4), 1)
    assert torch.equal(ours(x), theirs(x))


def test_another_norm_is_a_sentence():
    with pytest.raises(ValueError, match="batch normalisation"):
        replace(TINY, norm="none")


# Published numbers


def test_the_published_numbers_are_those_of_the_paper():
    """He et al. 2016, tables 1 and 2, column ResNet-110."""
    found = published().set_index("shortcut").test_error.mul(100).round(2)
    assert found.dropna().to_dict() == {
        "original": 6.61,
        "scaled 0.5": 12.35,
        "exclusive gate -6": 8.70,
        "shortcut gate 0": 12.86,
        "shortcut gate -6": 6.91,
        "1x1 convolution": 12.22,
        "norm after addition": 8.17,
        "relu before addition": 7.84,
        "relu-only pre-activation": 6.71,
        "full pre-activation": 6.37,
    }
    assert set(found.index) == set(UNITS) == set(PUBLISHED)
    assert published().protocol.str.contains("median of 5 runs").all()


# The race


def test_tuning_takes_one_seed_and_every_rate():
    trials = lab.tune(TINY, (0.01, 0.1), results=Results(), hardware=CPU, progress=False)
    assert len(trials) == 2 * len(FIVE_UNITS) and set(trials.seed) == {0}
    assert set(zip(trials.shortcut, trials.learning_rate, strict=True)) == {
        (unit, rate) for unit in FIVE_UNITS for rate in (0.01, 0.1)
    }


def test_the_best_rate_has_the_lowest_loss_and_divergence_is_the_worst():
    rows = [("a", 0.1, 2.0), ("a", 0.3, 1.0), ("b", 0.1, 9.0), ("b", 0.3, math.nan), ("c", 0.1, math.nan)]
    trials = pandas.DataFrame(rows, columns=["shortcut", "learning_rate", "loss"], index=[0, 1, 0, 1, 0])
    assert lab.best_rates(trials) == {"a": 0.3, "b": 0.1, "c": 0.1}


def test_the_race_runs_each_unit_at_its_own_rate_and_repeats_no_trial(capsys):
    kept, small = Results(), replace(TINY, shortcuts=("original", "scaled 0.5"), seeds=(0, 1))
    lab.tune(small, (0.01, 0.1), results=kept, hardware=CPU, progress=False)
    found = lab.run_tuned(small, {"original": 0.01, "scaled 0.5": 0.1}, results=kept, hardware=CPU, progress=False)
    assert found.groupby("shortcut").learning_rate.unique().str[0].to_dict() == {"original": 0.01, "scaled 0.5": 0.1}
    assert len(found) == 4 and len(kept.rows) == 6
    assert "2 of 4 trainings were done before" in capsys.readouterr().out
    assert len(lab.summary(found)) == 2


def test_the_command_line_tunes_first_and_races_then(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lab, "unit_profiles", lambda: {"quick": replace(TINY, name="quick", seeds=(0, 1))})
    call = ["--profile", "quick", "--experiment", "units", "--results", str(tmp_path)]
    lab.main(call)
    rates, units = len(UNIT_RATES["quick"]), len(FIVE_UNITS)
    assert len(Results(tmp_path / "units.jsonl").rows) == rates * units
    lab.main([*call, "--step", "race"])
    assert len(Results(tmp_path / "units.jsonl").rows) == (rates + 1) * units
    assert f"{2 * units} results are in" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "depth", "data"), [("quick", 50, "digits"), ("full", 110, "cifar10")])
def test_the_profiles_are_those_of_the_lab(name, depth, data):
    profile = choose_profile(name, CPU, unit_profiles())
    assert (profile.depths, profile.data, profile.shortcuts, len(profile.seeds)) == ((depth,), data, FIVE_UNITS, 3)


# Tables and the figure


@pytest.fixture
def made():
    """A table made by hand: three units, two seeds."""
    errors = {"original": (0.1, 0.2), "full pre-activation": (0.3, 0.4), "scaled 0.5": (0.15, 0.9), "plain": (0.8, 0.7)}
    rows = [(unit, seed, error) for unit, both in errors.items() for seed, error in enumerate(both)]
    return pandas.DataFrame(rows, columns=["shortcut", "seed", "test_error"]).assign(learning_rate=0.1)


def test_numbers_stand_beside_the_published_ones(made):
    found = beside_published(made).set_index("unit")
    assert "here: median of 2 seeds (range)" in found
    assert found.loc["original"].tolist() == [0.1, "15.0 (10.0 to 20.0)", "6.61"]
    assert found.loc["plain", "published: median of 5 runs"] == "fail"


def test_orders_agree_disagree_or_cannot_be_told(made):
    found = compare_orders(made).set_index(["better in the paper", "worse in the paper"]).here
    assert found["full pre-activation", "original"] == "disagrees"
    assert found["original", "plain"] == "agrees" and found["original", "scaled 0.5"] == "cannot tell"
    assert len(found) == 6


def test_failures_are_not_ordered_among_themselves(made):
    both = made[made.shortcut == "plain"]
    assert compare_orders(pandas.concat([both, both.assign(shortcut="dropout 0.5")])).empty


def test_a_diverged_training_is_worse_than_any(made):
    lost = made.assign(test_error=made.test_error.where(made.shortcut != "scaled 0.5"))
    found = compare_orders(lost).set_index(["better in the paper", "worse in the paper"]).here
    assert found["original", "scaled 0.5"] == "agrees"


def test_the_figure_has_a_mark_for_each_seed_and_the_papers_order(made):
    figure = units_beside_published(made, published(tuple(made.shortcut.unique())), "tiny")
    here, paper = figure.axes
    assert [label.get_text() for label in here.get_yticklabels()][-1] == "full pre-activation"
    assert sum(len(line.get_xdata()) for line in here.lines if line.get_marker() != "|") == 8
    assert any("fail" in text.get_text() for text in paper.texts)
