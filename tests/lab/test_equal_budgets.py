"""equal_budgets: designs of one budget, their trainings, and tables of what seeds can tell."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from course_utils.cost.designs import Design
from course_utils.lab import equal_budgets
from course_utils.lab.equal_budgets import BUDGETS, profiles
from course_utils.networks.staged import count_parameters
from course_utils.training.loop import HE_2015, Recipe
from tests.lab import tables
from tests.lab.tiny import BUDGETS as TINY
from tests.lab.tiny import DESIGNS, run

# The contests of the lab


@pytest.mark.parametrize("name", ["quick", "full"])
def test_all_contenders_cost_the_same(name):
    contest = profiles()[name]
    counts = [count_parameters(trial.build()) for trial in contest.jobs()[:4]]
    assert all(abs(count / BUDGETS[name] - 1) < 0.03 for count in counts)
    assert counts == [design.spends("parameters") for design in contest.contenders.values()]
    assert len(contest.seeds) >= 3 and len(contest.rates) == 2


def test_the_quick_contenders_agree_in_multiply_adds_too():
    spent = [design.spends("multiply_adds") for design in profiles()["quick"].contenders.values()]
    assert max(spent) / min(spent) < 1.1


def test_the_full_contest_trains_as_the_paper_and_begins_with_resnet_56():
    full = profiles()["full"]
    assert full.recipe.milestones == HE_2015.milestones and full.recipe.padding == 4
    basic = full.contenders["basic"]
    assert (basic.depth, basic.stream) == (56, (16, 32, 64)) and full.stem_stride == 1


def test_wide_is_shallower_and_wider_than_basic():
    for contest in profiles().values():
        basic, wide = contest.contenders["basic"], contest.contenders["wide"]
        assert wide.kind == basic.kind == "basic" and wide.depth < basic.depth and wide.width > basic.width


# Trainings


def test_a_contest_is_every_contender_from_every_seed():
    found = [(trial.contender, trial.seed) for trial in TINY.jobs()]
    assert found == [("basic", 0), ("bottleneck", 0), ("basic", 1), ("bottleneck", 1)]


def test_a_trial_is_built_from_its_seed_alone():
    trial = TINY.jobs()[0]
    x = torch.rand(2, 3, 16, 16)
    torch.manual_seed(5)
    first, again = trial.build()(x), trial.build()(x)
    assert torch.equal(first, again)
    assert not torch.equal(first, replace(trial, seed=1).build()(x))


def test_the_stem_halves_the_images_where_asked():
    x = torch.rand(2, 3, 16, 16)
    trial = TINY.jobs()[0]
    assert trial.build().stem(x).shape[2:] == (8, 8)
    assert replace(trial, stem_stride=1).build().stem(x).shape[2:] == (16, 16)


def test_the_layout_in_memory_changes_no_number():
    trial = profiles()["quick"].jobs()[3]
    network, x = trial.build(), torch.rand(4, 3, 16, 16)
    assert network.stem[0].weight.is_contiguous(memory_format=torch.channels_last)
    expected = trial.build().to(memory_format=torch.contiguous_format)(x)
    torch.testing.assert_close(network(x), expected, rtol=1e-4, atol=1e-5)


def test_everything_that_decides_a_training_is_in_its_key():
    trial = TINY.jobs()[0]
    changes = [{"data": "x"}, {"contender": "x"}, {"seed": 9}, {"stem_stride": 1}, {"recipe": Recipe(epochs=3)}]
    changes += [{"design": Design(*values)} for values in (("basic", 2, 2), ("basic", 1, 3), ("bottleneck", 1, 2))]
    changes += [{"design": Design("resnext", 1, 2, 2)}]
    keys = [tuple(other.parameters.items()) for other in (trial, *(replace(trial, **change) for change in changes))]
    assert len(set(keys)) == len(keys)
    assert set(trial.defaults) <= set(trial.parameters)
    assert trial.parameters["milestones"] == trial.defaults["milestones"] == ""


def test_another_number_of_classes_fits():
    assert TINY.jobs()[0].build(1, 4)(torch.rand(2, 1, 16, 16)).shape == (2, 4)


# Contests that cannot be


@pytest.mark.parametrize("change", [{"contenders": {}}, {"seeds": ()}])
def test_an_empty_contest_is_a_sentence(change):
    with pytest.raises(ValueError, match="is empty: name at least one"):
        replace(TINY, **change)


def test_a_contest_says_what_it_will_do():
    first, *rest = str(TINY).splitlines()
    assert first == "tiny: 4 trainings on pictograms, 2 epochs each; seeds 0, 1" and len(rest) == 2
    assert f"{DESIGNS['basic'].spends('parameters'):,} parameters" in rest[0]


def test_one_seed_need_not_be_in_a_list():
    assert replace(TINY, seeds=4).seeds == (4,) and replace(TINY, seeds=[1, 1, 2]).seeds == (1, 2)


# In the lab


def test_rows_have_a_curve_a_depth_and_the_designs_parameters():
    rows = run(TINY)
    assert [len(curve) for curve in rows.curve] == [2] * 4 and rows.depth.tolist() == [8, 11, 8, 11]
    assert [curve[-1] for curve in rows.curve] == rows.train_error.tolist()
    counted = {job.contender: count_parameters(job.build()) for job in TINY.jobs()}
    assert rows.groupby("contender").parameters.first().to_dict() == counted


def test_the_full_contest_runs_on_photographs_of_any_size():
    short = replace(HE_2015, epochs=1, milestones=(1,))
    rows = run(replace(profiles()["full"], seeds=0, recipe=short))
    assert rows.contender.tolist() == ["basic", "wide", "bottleneck", "ResNeXt"]
    assert (rows.status == "finished").all() and rows.depth.tolist() == [56, 14, 56, 56]


# Tables


@pytest.fixture
def made():
    return tables.contest()


def test_pairs_are_told_apart_by_every_seed_or_not_at_all(made):
    found = equal_budgets.pairs(made).set_index(["lower error", "higher error"])
    assert found["in"].to_dict() == {
        ("wide", "bottleneck"): "every seed",
        ("wide", "ResNeXt"): "every seed",
        ("ResNeXt", "bottleneck"): "cannot tell",
    }
    assert found["points apart"]["wide", "bottleneck"] == 9.0


def test_one_seed_that_goes_the_other_way_is_enough_to_leave_it_open(made):
    lucky = made.assign(test_error=made.test_error.replace(0.07, 0.105))  # wide: between the bottleneck's best and next
    found = equal_budgets.pairs(lucky).set_index(["lower error", "higher error"])["in"]
    assert found["wide", "bottleneck"] == "cannot tell" and found["wide", "ResNeXt"] == "every seed"


def test_one_seed_alone_tells_nothing(made):
    assert set(equal_budgets.pairs(made[made.seed == 0])["in"]) == {"cannot tell"}


def test_a_diverged_training_is_the_worst(made):
    lost = made.assign(test_error=made.test_error.where(made.contender != "wide"))
    found = equal_budgets.pairs(lost)
    assert (found["higher error"] == "wide").sum() == 2 and (found["in"] == "every seed").sum() == 2
    assert (
        equal_budgets.standings(lost, tables.bills()).set_index("contender").loc["wide", "test error %"] == "diverged"
    )


def test_one_diverged_seed_is_the_worst_of_its_contender_and_named(made):
    """No share stands in for it: two of three bottlenecks decide the median, and the range says the third diverged."""
    lost = made.assign(test_error=made.test_error.where(made.test_error != 0.20))
    standings = equal_budgets.standings(lost, tables.bills()).set_index("contender")
    assert standings.loc["bottleneck", "test error %"] == "15.0 (10.0 to diverged)"
    points = equal_budgets.pairs(lost).set_index(["lower error", "higher error"])["points apart"]
    assert points["wide", "bottleneck"] == 9.0


def test_the_papers_orders_agree_disagree_or_cannot_be_told(made):
    found = equal_budgets.beside_published(made).set_index(["better in the paper", "worse"]).here
    assert found.to_dict() == {
        ("wide", "bottleneck"): "agrees",
        ("ResNeXt", "bottleneck"): "cannot tell",
        ("ResNeXt", "wide"): "disagrees",
    }


def test_standings_have_a_row_a_contender_with_median_and_range(made):
    found = equal_budgets.standings(made, tables.bills()).set_index("contender")
    assert found.loc["bottleneck", "test error %"] == "15.0 (10.0 to 20.0)"
    assert found.loc["wide", ["layers", "parameters", "ms a step", "rate"]].tolist() == [8, "1,000", "10.0", 0.1]


@pytest.mark.parametrize("contest", [*profiles().values(), TINY], ids=[*profiles(), "tiny"])
def test_no_convolution_has_the_shape_that_breaks_memory(contest):
    """Strided 1x1 kernels on 2 to 7 channels, channels last: oneDNN 3.13 writes past its memory on a CPU with AVX2."""
    for trial in {trial.contender: trial for trial in contest.jobs()}.values():
        convolutions = [layer for layer in trial.build().modules() if isinstance(layer, nn.Conv2d)]
        shapes = {(layer.kernel_size, layer.stride, layer.in_channels) for layer in convolutions}
        assert not shapes & {((1, 1), (2, 2), channels) for channels in range(2, 8)}, trial.contender
