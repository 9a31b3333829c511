"""units: networks of published units, and how their order compares with the paper's."""

from dataclasses import replace

import pandas
import pytest
import torch

from course_utils.blocks.units import UNITS
from course_utils.lab.units import FIVE_UNITS, beside_published, compare_orders, profiles, unit_net
from course_utils.networks.staged import CifarNet, PreactivationNet, seeded
from tests.lab.tiny import UNITS as TINY

# Networks


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_makes_a_network(unit):
    net = unit_net(unit, 8, (2, 3, 4), in_channels=1)
    assert net(torch.randn(2, 1, 8, 8)).shape == (2, 10) and len(net.blocks) == 3
    assert isinstance(net, PreactivationNet) == unit.endswith("pre-activation")


@pytest.mark.parametrize(("unit", "shortcut"), [("original", "identity"), ("plain", "none")])
def test_two_units_are_the_networks_of_chapter_1(unit, shortcut):
    x = torch.randn(2, 1, 8, 8)
    with seeded(0):
        ours = unit_net(unit, 14, (2, 3, 4), 1)
    with seeded(0):
        theirs = CifarNet(14, shortcut, (2, 3, 4), 1)
    assert torch.equal(ours(x), theirs(x))


def test_another_norm_is_a_sentence():
    with pytest.raises(ValueError, match="batch normalisation"):
        replace(TINY, norm="none")


@pytest.mark.parametrize(
    ("name", "depth", "data", "seeds"),
    [("quick", 50, "digits", 3), ("short", 56, "photographs", 3), ("full", 110, "cifar10", 5)],
)
def test_the_profiles_are_those_of_the_lab(name, depth, data, seeds):
    profile = profiles()[name]
    assert (profile.depths, profile.data, profile.shortcuts, len(profile.seeds)) == ((depth,), data, FIVE_UNITS, seeds)
    assert (profile.recipe.learning_rate in profile.rates and len(profile.rates) == 2) or name != "quick"


# Tables


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
    assert beside_published(lost).set_index("unit").loc["scaled 0.5"].iloc[1] == "diverged"


def test_a_tie_and_a_single_seed_tell_nothing(made):
    tied = made.assign(test_error=made.test_error.replace(0.2, 0.3))
    for results in (tied, made[made.seed == 0]):
        both = results[results.shortcut.isin(["original", "full pre-activation"])]
        assert compare_orders(both).here.tolist() == ["cannot tell"]
